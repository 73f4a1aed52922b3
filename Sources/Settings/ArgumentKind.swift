import Formats
import Values

/// What the arguments of a directive are: how a usage line calls them, how they are read and written.
struct ArgumentKind<Value>: Sendable {
    let forms: [String]
    /// Nil after a mistake.
    let read: @Sendable (inout Arguments) -> Value?
    /// Nil for a value that is not written.
    let text: @Sendable (Value) -> String?

}

extension ArgumentKind {
    init(
        _ forms: String..., read: @escaping @Sendable (inout Arguments) -> Value?,
        text: @escaping @Sendable (Value) -> String?
    ) {
        self.init(forms: forms, read: read, text: text)
    }

    /// One word.
    init(
        _ form: String, _ quantity: @escaping @Sendable (String) throws(Misreading) -> Value,
        text: @escaping @Sendable (Value) -> String?
    ) {
        self.init(forms: [form], read: { $0.value(quantity) }, text: text)
    }
}

extension ArgumentKind {
    /// The same for a property that may be nil, which is not written then.
    var optional: ArgumentKind<Value?> {
        ArgumentKind<Value?>(
            forms: forms, read: { [read] in read(&$0).map(Optional.some) }, text: { [text] in $0.flatMap(text) })
    }
}

extension ArgumentKind<Bool> {
    /// The directive alone, or with this word, is true.
    static func flag(_ word: String = "") -> Self {
        Self(word, read: { word.isEmpty || $0.choice(of: [word]) != nil }, text: { $0 ? word : nil })
    }
}

extension ArgumentKind<Int> {
    static var count: Self { Self("COUNT", Quantity.count) { "\($0)" } }
    /// Of a body, which is held in memory.
    static var size: Self { Self("SIZE", Quantity.size) { $0.textAsSize } }
    /// Of many bodies.
    static var memory: Self { Self("SIZE", Quantity.memory) { $0.textAsSize } }
}

extension ArgumentKind<Duration> {
    static var duration: Self { Self("DURATION", Quantity.duration) { $0.shortText } }
    static var lease: Self { Self("DURATION", Quantity.lease) { $0.shortText } }
}

extension ArgumentKind where Value: RawRepresentable<String> & CaseIterable & SendableMetatype {
    static var choice: Self {
        Self(Value.usage, read: { $0.choice(of: Value.self) }, text: { $0.rawValue })
    }
}

extension ArgumentKind<String> {
    /// Any word; the empty one is not written.
    static var text: Self { Self("TEXT", read: { $0.word()?.text }, text: { $0.isEmpty ? nil : $0.asWord }) }
}

extension ArgumentKind<FieldPath> {
    static var field: Self { Self("FIELD", read: { $0.field() }, text: { $0.description }) }
}

extension ArgumentKind<RateLimit> {
    static var rate: Self {
        Self(
            "COUNT/s|m|h [burst COUNT]",
            read: { arguments in
                guard var rate = arguments.value(Quantity.rate) else { return nil }
                if arguments.skip("burst") { arguments.value(Quantity.count).map { rate.burst = $0 } }
                return rate
            }, text: { "\($0.count)/\($0.period.shortText.drop(while: \.isNumber)) burst \($0.burst)" })
    }
}

extension ArgumentKind<LogSettings> {
    static var log: Self {
        Self(
            "\(LogSettings.Format.usage) [\(LogSettings.Level.usage)]",
            read: { arguments in
                var log = LogSettings()
                guard let format = arguments.choice(of: LogSettings.Format.self) else { return nil }
                log.format = format
                guard arguments.next != nil else { return log }
                guard let level = arguments.choice(of: LogSettings.Level.self) else { return nil }
                log.level = level
                return log
            }, text: { "\($0.format.rawValue) \($0.level.rawValue)" })
    }
}

extension ArgumentKind<RetryPolicy> {
    static var retry: Self {
        Self(
            "COUNT times SHORTEST..LONGEST",
            read: { arguments in
                if let word = arguments.next, word.text == "0" {
                    arguments.fail(
                        "the number must be at least 1", at: word.span,
                        help: "remove 'retry': without it a run is tried once")
                    return nil
                }
                guard let count = arguments.value(Quantity.count), arguments.choice(of: ["times"]) != nil,
                    let waits = arguments.value(Quantity.durations)
                else { return nil }
                return RetryPolicy(attempts: count + 1, first: waits.lowerBound, last: waits.upperBound)
            },
            text: { policy in
                guard policy != .never else { return nil }
                return "\(policy.attempts - 1) times \(policy.first.shortText)..\(policy.last.shortText)"
            })
    }
}

extension ArgumentKind<Batching> {
    static var batch: Self {
        Self(
            "COUNT every DURATION",
            read: { arguments in
                guard let size = arguments.value(Quantity.count), arguments.choice(of: ["every"]) != nil,
                    let wait = arguments.value(Quantity.duration)
                else { return nil }
                return Batching(size: size, wait: wait)
            }, text: { "\($0.size) every \($0.wait.shortText)" })
    }
}

extension ArgumentKind<Order> {
    static var order: Self {
        Self(
            "parallel", "serial [by FIELD]", "latest [by FIELD]",
            read: { arguments in
                guard let kind = arguments.choice(of: ["parallel", "serial", "latest"]) else { return nil }
                if kind == "parallel" { return .parallel }
                var field: FieldPath?
                if arguments.skip("by") {
                    field = arguments.field()
                    if field == nil { return nil }
                }
                return kind == "serial" ? .serial(by: field) : .latest(by: field)
            }, text: { $0.description })
    }
}

extension ArgumentKind<Duplicates> {
    static var duplicates: Self {
        Self(
            "drop DURATION", "drop DURATION by FIELD, ...", "keep",
            read: { arguments in
                guard let kind = arguments.choice(of: ["drop", "keep"]) else { return nil }
                guard kind == "drop" else { return .keep }
                guard let time = arguments.value(Quantity.duration) else { return nil }
                guard arguments.skip("by") else { return .drop(within: time) }
                return .drop(within: time, by: arguments.list(of: "a field").compactMap { arguments.field($0) })
            },
            text: { duplicates in
                guard case .drop(let time, let fields) = duplicates else { return "keep" }
                let list = fields.map(\.description).joined(separator: ", ")
                return "drop \(time.shortText)" + (fields.isEmpty ? "" : " by \(list)")
            })
    }
}

extension CaseIterable where Self: RawRepresentable<String> {
    /// `text|json`.
    static var usage: String { allCases.map(\.rawValue).joined(separator: "|") }
}
