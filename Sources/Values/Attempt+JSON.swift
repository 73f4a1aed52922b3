package import Formats

extension Attempt {
    /// The one JSON form of an attempt, for programs and `on-failure` commands.
    package var json: JSONValue {
        .object([
            .init("attempt", .integer(number)), .init("startedAt", .string(startedAt.rfc3339)),
            .init("finishedAt", .string(finishedAt.rfc3339)), .init("exit", .string(exit.description)),
            .init("reason", exit.reason.map { .string($0) } ?? .null),
            .init("outputBytes", .number(String(outputBytes))),
            .init("output", .string(String(decoding: output, as: UTF8.self))),
        ])
    }
}
