import Formats
import Journals
import Values

extension DeliverySummary {
    /// A line of `list --json`.
    var json: JSONValue {
        .object([
            .init("id", .string(id.text)), .init("event", .string(event)), .init("endpoint", .string(endpoint)),
            .init("provider", .string(provider)), .init("receivedAt", .string(receivedAt.rfc3339)),
            .init("client", client.map { .string($0) } ?? .null), .init("bytes", .integer(bytes)),
            .init("state", .string(state.rawValue)),
            .init("runs", .array(runs.map { .object($0.members) })),
        ])
    }
}

extension RunSummary {
    fileprivate var members: [JSONValue.Member] {
        [
            .init("hook", .string(hook)), .init("state", .string(state.rawValue)),
            .init("attempts", .integer(attempts)), .init("nextAt", nextAt.map { .string($0.rfc3339) } ?? .null),
        ]
    }
}

extension DeliveryRecord {
    /// What `show --json` prints: a line of `list --json` with attempts and payload.
    var json: JSONValue {
        .object([
            .init("id", .string(delivery.id.text)), .init("event", .string(delivery.event)),
            .init("endpoint", .string(delivery.endpoint)), .init("provider", .string(delivery.provider)),
            .init("receivedAt", .string(delivery.receivedAt.rfc3339)),
            .init("client", delivery.client.map { .string($0) } ?? .null),
            .init("bytes", .integer(delivery.body.count)),
            .init("state", .string(state.rawValue)),
            .init(
                "runs",
                .array(runs.map { .object($0.summary.members + [.init("log", .array($0.attempts.map(\.json)))]) })),
            .init("payload", .string(String(decoding: delivery.body, as: UTF8.self))),
        ])
    }
}
