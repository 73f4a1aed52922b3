import Formats
import HTTP
import Journals
import Values

/// What `reply wait` answers when the runs of a delivery have ended.
struct RunResults {
    private let record: DeliveryRecord

    /// Nil until every run is final.
    init?(_ record: DeliveryRecord) {
        guard record.runs.allSatisfy(\.summary.state.isFinal) else { return nil }
        self.record = record
    }

    /// 200 if all of them succeeded, else 502, with exit status and output of the last attempt of each.
    var response: HTTPResponse {
        let succeeded = record.runs.allSatisfy { $0.summary.state == .succeeded }
        return .json(
            succeeded ? 200 : 502,
            [
                .init("id", .string(record.delivery.id.text)), .init("runs", .integer(record.runs.count)),
                .init("results", .array(record.runs.map(\.result))),
            ])
    }
}

extension RunRecord {
    fileprivate var result: JSONValue {
        let last = attempts.last?.json
        return .object([
            .init("hook", .string(summary.hook)), .init("state", .string(summary.state.rawValue)),
            .init("exit", last?["exit"] ?? .null), .init("output", last?["output"] ?? ""),
        ])
    }
}
