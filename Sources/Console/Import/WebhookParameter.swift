import Formats
import Values

/// A reference of adnanh/webhook to a value of the request, as described in
/// <https://github.com/adnanh/webhook/blob/master/docs/Referencing-Request-Values.md>.
enum WebhookParameter: Sendable, Equatable {
    case field(FieldPath)
    case header(String)
    /// Unsupported, described in words.
    case other(String)

    /// Reads `{"source": …, "name": …}`; nil if there is none.
    init?(_ json: JSONValue?) {
        guard let json, let source = json["source"]?.scalar else { return nil }
        let name = json["name"]?.scalar ?? ""
        switch source {
        case "payload": self = FieldPath(webhook: name).map(Self.field) ?? .other("the payload's '\(name)'")
        case "header": self = .header(name)
        case "url", "query": self = .other("the parameter '\(name)' of the URL")
        case "entire-payload": self = .other("the whole payload as an argument: it is on standard input")
        default: self = .other("'\(source)'" + (name.isEmpty ? "" : " (\(name))"))
        }
    }
}

extension FieldPath {
    /// Reads `commits.0.author.name`; nil if unsupported, such as `root`, the name of a payload that is an array.
    init?(webhook name: String) {
        let steps = name.split(separator: ".", omittingEmptySubsequences: false).map { part -> Step in
            part.allSatisfy(\.isNumber) && part.count < 10
                ? Int(part).map(Step.item) ?? .member("") : .member(String(part))
        }
        guard case .member(let first)? = steps.first, first != "root",
            FieldPath(FieldPath(steps).description)?.steps == steps
        else { return nil }
        self.init(steps)
    }
}
