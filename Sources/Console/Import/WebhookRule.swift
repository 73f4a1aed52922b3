import Formats
import Values

/// A trigger rule of adnanh/webhook, as described in
/// <https://github.com/adnanh/webhook/blob/master/docs/Hook-Rules.md>.
indirect enum WebhookRule: Sendable, Equatable {
    case match(JSONValue)
    case all([WebhookRule])
    case any([WebhookRule])
    case not(WebhookRule)
    /// Unsupported, described in words.
    case unknown(String)

    /// Reads `{"match": …}`, `{"and": […]}`, `{"or": […]}` or `{"not": …}`.
    init(_ json: JSONValue) {
        guard case .object(let members) = json, let member = members.first, members.count == 1 else {
            self = .unknown("a rule that is not one of 'match', 'and', 'or' and 'not'")
            return
        }
        switch (member.name, member.value) {
        case ("match", let match): self = .match(match)
        case ("and", .array(let rules)): self = .all(rules.map(WebhookRule.init))
        case ("or", .array(let rules)): self = .any(rules.map(WebhookRule.init))
        case ("not", let rule): self = .not(WebhookRule(rule))
        default: self = .unknown("the rule '\(member.name)'")
        }
    }

    /// The rules that this one joins by 'and'.
    var conjuncts: [WebhookRule] {
        switch self {
        case .all(let rules): rules.flatMap(\.conjuncts)
        case .any(let rules) where rules.count == 1: rules[0].conjuncts
        case .not(.not(let rule)): rule.conjuncts
        case .not(.any(let rules)): rules.flatMap { WebhookRule.not($0).conjuncts }
        case .match, .any, .not, .unknown: [self]
        }
    }
}

/// The equivalent of a rule in a configuration.
enum WebhookRuleMeaning: Sendable, Equatable {
    /// Any of the keys may be right.
    case signature(ImportedSender, keys: [String])
    case networks([String])
    /// The values of the header that names events.
    case events(header: String, [String])
    case condition(Condition)
    /// Unsupported, described in words.
    case nothing(String)

    /// The equivalent of two rules joined by 'or'; nil if there is none.
    func or(_ other: WebhookRuleMeaning) -> WebhookRuleMeaning? {
        switch (self, other) {
        case (.signature(let sender, let keys), .signature(let same, let others)) where sender == same:
            .signature(sender, keys: keys + others.filter { !keys.contains($0) })
        case (.networks(let networks), .networks(let others)): .networks(networks + others)
        case (.events(let header, let events), .events(let same, let others)) where header == same:
            .events(header: header, events + others)
        case (.condition(let condition), .condition(let other)):
            condition.or(other).map(WebhookRuleMeaning.condition)
        default: nil
        }
    }
}

extension Condition {
    /// `in` for two values of one field.
    fileprivate func or(_ other: Condition) -> Condition? {
        guard field == other.field, !isNegated, !other.isNegated, case .equals(let last) = other.question else {
            return nil
        }
        return switch question {
        case .equals(let first): Condition(field, .isOneOf([first, last]))
        case .isOneOf(let values): Condition(field, .isOneOf(values + [last]))
        default: nil
        }
    }
}
