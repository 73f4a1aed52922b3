import Formats
import Values

/// A webhook at Circularo, without its secret.
struct Webhook: Sendable, Equatable {
    let id: String
    private let object: JSONValue
    private let isSigned: Bool

    /// Nil without an id.
    init?(_ object: JSONValue) {
        guard let id = object["id"]?.scalar, !id.isEmpty else { return nil }
        self.id = id
        self.object = object
        isSigned = object["hmacSecret"]?.scalar?.isEmpty == false
    }

    /// Only documented members, and never the secret.
    var json: JSONValue {
        func member(_ name: String) -> JSONValue.Member { .init(name, object[name] ?? .null) }
        return .object([
            .init("id", .string(id)), member("type"), member("name"), member("callbackUrl"),
            .init("signed", .bool(isSigned)), member("creator"), member("createDate"),
        ])
    }

    static func table(of webhooks: [Webhook]) -> String {
        var table = Table("ID", "TYPE", "NAME", "SIGNED", "CALLBACK", "CREATED")
        for webhook in webhooks {
            func cell(_ name: String) -> String { webhook.object[name]?.scalar?.escaped ?? "" }
            table.add(
                webhook.id.escaped, cell("type"), cell("name"), webhook.isSigned ? "yes" : "no", cell("callbackUrl"),
                cell("createDate"))
        }
        return table.text
    }
}
