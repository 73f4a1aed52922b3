import Formats
import Processes
import Settings
import Values

/// What `run --dry-run` says of a hook: whether it wants a delivery, which lines of the configuration say so, and what its
/// command would get.
struct Explanation {
    /// What a line of the configuration says to the delivery.
    fileprivate struct Answer {
        let place: String
        let text: String
        let holds: Bool
        /// What it looked at; nil where that is not there.
        let value: JSONValue?
    }

    /// How much of the input is shown to people, in bytes.
    private static let longestInput = 4096

    private let endpoint: Endpoint
    private let hook: Hook
    private let delivery: Delivery
    private let item: Int?
    private let answers: [Answer]
    /// Nil where the hook does not want the delivery.
    private let invocation: Result<CommandInvocation, CommandError>?

    /// Looks at a delivery as the daemon would.
    ///
    /// - Parameters:
    ///   - hook: a hook of `endpoint`.
    ///   - endpoint: where the delivery would arrive.
    ///   - delivery: what it would be.
    ///   - payload: its body, read.
    ///   - item: which one of those that `each` has made, counted from 1; nil where it has made none.
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
        // To another event the conditions say nothing.
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

    /// The variables of the command, and those that `pass-env` names and that are not set. Of values that may be secret
    /// only that they are there is told: this is shown on terminals, and copied from there.
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
    /// Several lines.
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
