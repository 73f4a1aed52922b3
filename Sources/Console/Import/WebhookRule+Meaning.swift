import Formats
import Values

extension WebhookRule {
    /// The equivalent of the rule.
    var meaning: WebhookRuleMeaning {
        switch self {
        case .match(let match): return Self.meaning(of: match)
        case .unknown(let words): return .nothing(words)
        case .all: return .nothing("an 'and' within an 'or'")
        case .not(let rule):
            guard case .condition(let condition) = rule.meaning else {
                return .nothing("a 'not' around something other than a value of the payload")
            }
            return .condition(Condition(condition.field, condition.question, isNegated: !condition.isNegated))
        case .any(let rules):
            let meanings = rules.map(\.meaning)
            if let nothing = meanings.first(where: \.isNothing) { return nothing }
            return meanings.dropFirst().reduce(meanings.first) { $0?.or($1) } ?? .nothing("an 'or' of different things")
        }
    }

    private static func meaning(of match: JSONValue) -> WebhookRuleMeaning {
        let parameter = WebhookParameter(match["parameter"])
        let type = match["type"]?.scalar ?? ""
        switch type {
        case "value": return value(match["value"]?.scalar ?? "", parameter)
        case "regex": return pattern(match["regex"]?.scalar ?? "", parameter)
        case "ip-whitelist": return networks(match["ip-range"]?.scalar ?? "")
        default:
            let digest = ["payload-hmac-", "payload-hash-"].first(where: type.hasPrefix).map {
                type.dropFirst($0.count)
            }
            guard let digest else { return .nothing("the rule '\(type)'") }
            guard case .header(let header)? = parameter, let key = match["secret"]?.scalar, !key.isEmpty else {
                return .nothing("a signature that is not in a header, or has no secret")
            }
            guard let sender = ImportedSender(header: header, digest: String(digest)) else {
                return .nothing("a signature with \(digest) in '\(header)'")
            }
            return .signature(sender, keys: [key])
        }
    }

    private static func value(_ value: String, _ parameter: WebhookParameter?) -> WebhookRuleMeaning {
        switch parameter {
        case .field(let path): return .condition(Condition(path, .equals(.init(value))))
        case .header(let header):
            if ImportedSender.eventHeaders.contains(where: header.equalsIgnoringCase) {
                return .events(header: header, [value])
            }
            guard let token = ImportedSender.token(in: header, value), !value.isEmpty else {
                return .nothing("the value of the header '\(header)'")
            }
            return .signature(token.sender, keys: [token.key])
        case .other(let words): return .nothing(words)
        case nil: return .nothing("a rule without a parameter")
        }
    }

    private static func pattern(_ text: String, _ parameter: WebhookParameter?) -> WebhookRuleMeaning {
        guard case .field(let path)? = parameter else {
            return .nothing("a regular expression on something other than the payload")
        }
        do throws(Pattern.Mistake) {
            return .condition(Condition(path, .contains(try Pattern(text))))
        } catch {
            return .nothing("the regular expression '\(text)': \(error.reason)")
        }
    }

    /// One or more, separated by white space.
    private static func networks(_ text: String) -> WebhookRuleMeaning {
        let words = text.split(whereSeparator: \.isWhitespace)
        let networks = words.compactMap { Network($0)?.withoutStrayBits.description }
        guard !words.isEmpty, networks.count == words.count else { return .nothing("the address range '\(text)'") }
        return .networks(networks)
    }
}

extension WebhookRuleMeaning {
    fileprivate var isNothing: Bool {
        if case .nothing = self { true } else { false }
    }
}
