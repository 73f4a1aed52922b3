import Formats
import Processes
import Settings
import Values

/// What `run --dry-run` prints for a hook: whether it matches a delivery, which lines of the configuration decide that,
/// and what its command would get.
struct Explanation {
    /// How a line of the configuration decides about the delivery.
    fileprivate struct Answer {
        let place: String
        let text: String
        let holds: Bool
        /// The value it tests; nil if the payload has none.
        let value: JSONValue?
    }

    /// Of the input in the text form, in bytes.
    private static let longestInput = 4096

    private let endpoint: Endpoint
    private let hook: Hook
    private let delivery: Delivery
    private let item: Int?
    private let answers: [Answer]
    /// Nil if the hook does not match the delivery.
    private let invocation: Result<CommandInvocation, CommandError>?

    /// Evaluates a delivery as the daemon would.
    ///
    /// - Parameters:
    ///   - hook: a hook of `endpoint`.
    ///   - endpoint: where the delivery would arrive.
    ///   - delivery: the hypothetical delivery.
    ///   - payload: its parsed body.
    ///   - item: position among the events that `each` has split off, from 1; nil without `each`.
    ///   - environment: of which commands inherit a part.
    init(
        of hook: Hook, at endpoint: Endpoint, for delivery: Delivery, payload: JSONValue, item: Int?,
        inheriting environment: [String: String]
    ) {
        self.endpoint = endpoint
        self.hook = hook
        self.delivery = delivery
        self.item = item
        let events = Answer(
            place: hook.place, text: "on \(hook.events.map(\.description).joined(separator: ", "))",
            holds: hook.isFor(delivery.event), value: .string(delivery.event))
        let conditions = hook.conditions.map { condition in
            Answer(
                place: condition.place, text: "when \(condition)", holds: condition.holds(for: payload),
                value: condition.field.value(in: payload))
        }
        // The conditions apply only to the hook's events.
        answers = events.holds ? [events] + conditions : [events]
        guard hook.wants(delivery.event, payload) else {
            invocation = nil
            return
        }
        invocation = Result { () throws(CommandError) in
            try CommandInvocation(
                of: hook, for: delivery, attempt: 1, inheriting: environment, streamsOutput: false)
        }
    }

    private var problem: String? {
        guard case .failure(let error)? = invocation else { return nil }
        return error.description
    }

    /// The variables of the command, and those of `pass-env` that are not set. Values that may be secret are hidden: people
    /// copy this text from terminals.
    private func variables(of invocation: CommandInvocation) -> [(name: String, value: Value)] {
        let missing = hook.passedEnvironment.filter { name in
            !invocation.environment.contains { $0.name == name }
        }
        let set = invocation.environment.map { variable -> (String, Value) in
            if hook.passedEnvironment.contains(variable.name) { return (variable.name, .passed) }
            let isOwn = hook.environment.contains { $0.name == variable.name }
            return (variable.name, isOwn && Confidential.namesSecret(variable.name) ? .hidden : .plain(variable.value))
        }
        return set + missing.map { ($0, .missing) }
    }

    private enum Value {
        case plain(String), hidden, passed, missing

        var text: String {
            switch self {
            case .plain(let value): "=\(value.escaped)"
            case .hidden: "=<hidden>"
            case .passed: "=<passed on>"
            case .missing: " is not set"
            }
        }
    }
}

// For people.
extension Explanation {
    var text: String {
        let answer = invocation == nil ? "no" : problem.map { "yes, but \($0)" } ?? "yes"
        let title = "\(endpoint.path.escaped) \(hook.name.escaped)\(item.map { ", item \($0)" } ?? "")"
        let head = "\(title): \(answer)\n"
        let lines = answers.map { "  \($0.place.escaped): \($0.text.escaped): \($0.verdict)\n" }.joined()
        guard case .success(let invocation)? = invocation else { return head + lines }
        return head + lines + text(of: invocation)
    }

    private func text(of invocation: CommandInvocation) -> String {
        var lines = invocation.arguments.map { "argument  \($0.escaped)" }
        if let directory = invocation.directory { lines.append("directory \(directory.escaped)") }
        lines += variables(of: invocation).map { "variable  \($0.name)\($0.value.text)" }
        lines.append("stdin     \(invocation.input.count) bytes")
        let shown = invocation.input.prefix(Self.longestInput)
        let input = shown.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let last = input.last?.isEmpty == true ? input.count - 1 : input.count
        lines += input.prefix(last).map { "| \(String(escaping: $0))" }
        if shown.count < invocation.input.count {
            lines.append("| (\(invocation.input.count - shown.count) more bytes)")
        }
        return lines.map { "  \($0)\n" }.joined()
    }
}

extension Explanation.Answer {
    /// `no, it is "refs/heads/dev"`.
    fileprivate var verdict: String {
        guard !holds else { return "yes" }
        switch value {
        case nil: return "no, it is not there"
        case .string(let text)?: return "no, it is \"\(text.shortened.escaped)\""
        case .object?: return "no, it is an object"
        case .array?: return "no, it is an array"
        case let value?: return "no, it is \(value.text.shortened.escaped)"
        }
    }
}

extension String {
    fileprivate var shortened: String {
        unicodeScalars.count > 200 ? String(String.UnicodeScalarView(unicodeScalars.prefix(200))) + "..." : self
    }
}

// For programs.
extension Explanation {
    /// A line of `run --dry-run --json`.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("endpoint", .string(endpoint.path)), .init("hook", .string(hook.name)),
            .init("event", .string(delivery.event)), .init("item", item.map(JSONValue.integer) ?? .null),
            .init("runs", .bool(invocation != nil)),
            .init("conditions", .array(answers.map(\.json))),
        ]
        if let problem { members.append(.init("problem", .string(problem))) }
        guard case .success(let invocation)? = invocation else { return .object(members) }
        members.append(.init("arguments", .array(invocation.arguments.map(JSONValue.string))))
        members.append(.init("directory", invocation.directory.map(JSONValue.string) ?? .null))
        members.append(
            .init(
                "environment",
                .object(
                    variables(of: invocation).map { name, value in
                        if case .plain(let text) = value { .init(name, .string(text)) } else { .init(name, .null) }
                    })))
        members.append(.init("stdin", .string(String(decoding: invocation.input, as: UTF8.self))))
        return .object(members)
    }
}

extension Explanation.Answer {
    fileprivate var json: JSONValue {
        .object([
            .init("place", .string(place)), .init("text", .string(text)), .init("holds", .bool(holds)),
            .init("value", value ?? .null),
        ])
    }
}
