import Formats
import Journals
import Values

/// What an `on-failure` command gets on its standard input: the failed run as one JSON object.
struct FailureReport {
    let delivery: Delivery
    let run: RunRecord

    /// Its attempts, without those that an operator has requested since. Nil if the journal
    /// does not have it any more.
    init?(of failure: UnreportedFailure, in record: DeliveryRecord?) {
        let found = record?.runs.first { $0.summary.hook.hasBytes(of: failure.run.hook) }
        guard let record, let found else { return nil }
        delivery = record.delivery
        run = RunRecord(summary: found.summary, attempts: found.attempts.filter { $0.number <= failure.attempt })
    }

    /// The object; hookrunner-commands(7) describes it.
    var json: JSONValue {
        .object([
            .init("delivery", .string(delivery.id.text)), .init("endpoint", .string(delivery.endpoint)),
            .init("provider", .string(delivery.provider)), .init("event", .string(delivery.event)),
            .init("receivedAt", .string(delivery.receivedAt.rfc3339)), .init("hook", .string(run.summary.hook)),
            .init("attempts", .array(run.attempts.map(\.json))),
            .init("payload", .string(String(decoding: delivery.body, as: UTF8.self))),
        ])
    }
}
