import Formats
import HTTP
import Signatures
import Values

/// What has become of one event of a request.
struct Receipt: Equatable {
    /// The delivery that is in the journal: this one, or the first one of the same.
    let delivery: DeliveryID
    /// How many runs it has; nil if it came before.
    let runs: Int?

    fileprivate var members: [JSONValue.Member] {
        [.init("id", .string(delivery.text)), runs.map { .init("runs", .integer($0)) } ?? .init("duplicate", true)]
    }
}

extension [Receipt] {
    /// Whether something of it has not come before.
    var isNew: Bool { contains { $0.runs != nil } }

    /// The answer to a request: 202 if something of it is new, 200 if all of it came before.
    var response: HTTPResponse {
        let status = isNew ? 202 : 200
        if let only = first, count == 1 { return .json(status, only.members) }
        return .json(status, [.init("deliveries", .array(map { .object($0.members) }))])
    }
}

extension HTTPResponse {
    /// What `reply` says.
    init(replying reply: ReplyText) {
        self.init(FixedReply(reply.text))
        if reply.isJSON { fields = HeaderFields([.init(name: "Content-Type", value: "application/json")]) }
    }

    /// What a provider's documentation asks for.
    init(_ reply: FixedReply) {
        self.init(
            status: 200, fields: HeaderFields([.init(name: "Content-Type", value: "text/plain; charset=utf-8")]),
            body: Array(reply.text.utf8))
    }
}
