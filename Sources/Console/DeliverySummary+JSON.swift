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
    /// What `show --json` prints: as a line of `list --json`, with the attempts, and the payload as a text.
    var json: JSONValue {
        .object([
            .init("id", .string(delivery.id.text)), .init("event", .string(delivery.event)),
            .init("endpoint", .string(delivery.endpoint)), .init("provider", .string(delivery.provider)),
            .init("receivedAt", .string(delivery.receivedAt.rfc3339)),
            .init("client", delivery.client.map { .string($0) } ?? .null),
            .init("bytes", .integer(delivery.body.count)),
            .init("state", .string(state.rawValue)),
            .init("runs", .array(runs.map { .object($0.summary.members + [.init("log", $0.log)]) })),
            .init("payload", .string(String(decoding: delivery.body, as: UTF8.self))),
        ])
    }
}

extension RunRecord {
    fileprivate var log: JSONValue {
        .array(
            attempts.map { attempt in
                .object([
                    .init("attempt", .integer(attempt.number)),
                    .init("startedAt", .string(attempt.startedAt.rfc3339)),
                    .init("finishedAt", .string(attempt.finishedAt.rfc3339)),
                    .init("exit", .string(attempt.exit.description)), .init("reason", attempt.exit.reasonJSON),
                    .init("outputBytes", .number(String(attempt.outputBytes))),
                    .init("output", .string(String(decoding: attempt.output, as: UTF8.self))),
                ])
            })
    }
}

extension Exit {
    fileprivate var reasonJSON: JSONValue {
        guard case .notStarted(let reason) = self else { return .null }
        return .string(reason)
    }
}
