import Formats
import Values

extension Configuration {
    /// What `check --json` prints: no secrets, only their number.
    var json: JSONValue {
        .object([
            .init("listen", .array(listeners.map { .string($0.address.description) })),
            .init("admin", admin.map { .string($0.description) } ?? .null),
            .init("adminShowsPayloads", .bool(admin.map { $0.isLocal || adminShowsPayloads } ?? false)),
            .init("journal", .string(journal.description)), .init("maxRunning", .integer(maximumRunning)),
            .init("shutdownTimeoutMs", .integer(shutdownTimeout.milliseconds)),
            .init("alerts", .array(alerts.map { .string($0.name) })), .init("endpoints", .array(endpoints.map(\.json))),
        ])
    }
}

extension Endpoint {
    fileprivate var json: JSONValue {
        .object([
            .init("path", .string(path)), .init("provider", .string(provider.rawValue)),
            .init("secrets", .integer(secrets.count)), .init("unsigned", .bool(isUnsigned)),
            .init("maxBodyBytes", .integer(maximumBodyBytes)), .init("hooks", .array(hooks.map(\.json))),
        ])
    }
}

extension Hook {
    fileprivate var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("events", .array(events.map { .string($0.description) })),
            .init("when", .array(conditions.map { .string($0.description) })),
            .init("run", .array(command.words.map { .string($0.description) })),
            .init("timeoutMs", .integer(timeout.milliseconds)), .init("attempts", .integer(retry.attempts)),
            .init("order", .string(order.description)),
        ])
    }
}
