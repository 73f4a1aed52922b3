import Formats
import HTTP
import Journals
import Signatures
import Values

/// What became of one event of a request.
struct Receipt: Equatable {
    /// The delivery in the journal: for a duplicate, the first one.
    let delivery: DeliveryID
    /// How many runs it has; nil for a duplicate.
    let runs: Int?

    fileprivate var members: [JSONValue.Member] {
        [.init("id", .string(delivery.text)), runs.map { .init("runs", .integer($0)) } ?? .init("duplicate", true)]
    }
}

extension Receipt {
    /// Nil if the journal has not recorded it, because of `max-pending`.
    init?(_ outcome: RecordOutcome, of entry: JournalEntry) {
        switch outcome {
        case .recorded: self.init(delivery: entry.delivery.id, runs: entry.runs.count)
        case .duplicate(let first): self.init(delivery: first, runs: nil)
        case .noRoom: return nil
        }
    }
}

extension [Receipt] {
    /// Whether at least one is not a duplicate.
    var isNew: Bool { contains { $0.runs != nil } }

    /// 202 if at least one is new, 200 if all are duplicates.
    var response: HTTPResponse {
        let status = isNew ? 202 : 200
        if let only = first, count == 1 { return .json(status, only.members) }
        return .json(status, [.init("deliveries", .array(map { .object($0.members) }))])
    }
}

extension HTTPResponse {
    /// The text of `reply`.
    init(replying reply: ReplyText) {
        self.init(FixedReply(reply.text))
        if reply.isJSON { fields = HeaderFields([.init(name: "Content-Type", value: "application/json")]) }
    }

    /// A fixed text that a provider's documentation asks for.
    init(_ reply: FixedReply) {
        self.init(
            status: 200, fields: HeaderFields([.init(name: "Content-Type", value: "text/plain; charset=utf-8")]),
            body: Array(reply.text.utf8))
    }
}
