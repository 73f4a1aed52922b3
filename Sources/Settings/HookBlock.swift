import Formats
import Values

/// `on EVENTS { … }` and `on EVENTS run …`: makes a hook of them.
struct HookBlock {
    /// What a hook's own variables may not be called: they are what the command is told.
    private static let reservedPrefixes = ["HOOK_", "PAYLOAD_"]

    /// Which runs may be under way together: the word after `order`.
    private enum OrderKind: String, CaseIterable {
        case parallel, serial, latest
    }

    private let reading: Reading
    private var hook: Hook
    private var variables: [String: Span] = [:]
    private var program: Token?
    private var runWords: [Token] = []
    private var batch: Token?
    private var nameToken: Token?
    private var passed: [Token] = []
    private var findings: Findings { reading.findings }

    /// Reads the directive; the hook's name is its events until the endpoint says otherwise.
    static func read(_ directive: Directive, provider: ProviderName?, reading: Reading) -> Result {
        var arguments = Arguments(of: directive, in: .endpoint, reading: reading)
        let events = EventList(reading: reading, provider: provider).read(&arguments)
        var block = HookBlock(
            reading: reading,
            hook: Hook(
                name: events.map(\.description).joined(separator: ","), events: events,
                command: CommandTemplate(words: []),
                place: directive.name.span.line))
        block.readBody(of: directive, &arguments)
        let isComplete = !events.isEmpty && !block.hook.command.words.isEmpty
        return Result(hook: isComplete ? block.hook : nil, name: block.nameToken, passed: block.passed)
    }

    /// What a directive said.
    struct Result {
        /// Nil after a mistake that leaves nothing to run.
        let hook: Hook?
        /// The word after `name`.
        let name: Token?
        /// The words after `pass-env`.
        let passed: [Token]
    }

    private var title: String { "hook \(hook.name.quoted)" }

    private mutating func readBody(of directive: Directive, _ arguments: inout Arguments) {
        if let word = arguments.next, !word.isUnquoted("run") {
            if !arguments.hasFailed { reportUnexpected(word) }
        } else if let word = arguments.next {
            readInline(word, Array(arguments.rest.dropFirst()), directive)
            return
        } else if directive.block == nil, !arguments.hasFailed {
            findings.error(
                "\(title) runs nothing", at: directive.name.span,
                help: "go on with 'run COMMAND...', or end the line with '{'")
        }
        if let block = directive.block { readBlock(block, directive) }
    }

    private func reportUnexpected(_ word: Token) {
        let help =
            hook.events.last == .name("run")
            ? "before 'run' stands an event, or '*' for every one"
            : Suggestion.help(for: word.text, among: ["run"]) ?? "events are separated by commas"
        findings.error("expected ',', 'run' or '{' after the event, got \(word.shown)", at: word.span, help: help)
    }

    private mutating func readInline(_ run: Token, _ words: [Token], _ directive: Directive) {
        if let block = directive.block {
            findings.error(
                "a hook has either 'run' in its line or a block", at: block.opening.span,
                help: "put 'run' into the block")
            readBlock(block, directive, hasRun: true)
        }
        read(.run, Directive(name: run, words: words))
        checkProgram()
    }

    private mutating func readBlock(_ block: Block, _ directive: Directive, hasRun: Bool = false) {
        let known = reading.known(block.directives, as: HookDirective.self, of: title)
        for (name, directive) in known { read(name, directive) }
        checkProgram()
        checkBatch()
        guard !hasRun, !reading.isMeant("run", by: block.directives, in: .hook) else { return }
        findings.error("\(title) has no 'run'", at: directive.name.span, help: "add 'run COMMAND...' to its block")
    }

    private mutating func read(_ name: HookDirective, _ directive: Directive) {
        var arguments = Arguments(of: directive, in: .hook, reading: reading)
        switch name {
        case .name: readName(&arguments)
        case .run: readRun(&arguments)
        case .timeout: arguments.value(Quantity.duration).map { hook.timeout = $0 }
        case .silenceTimeout: arguments.value(Quantity.duration).map { hook.silenceTimeout = $0 }
        case .retry: readRetry(&arguments)
        case .order: readOrder(&arguments)
        case .maxRunning: arguments.value(Quantity.count).map { hook.maximumRunning = $0 }
        case .batch: readBatch(directive.name, &arguments)
        case .env: readVariable(&arguments)
        case .passEnv: readPassed(&arguments)
        case .directory: readDirectory(&arguments)
        case .when:
            let line = ConditionLine(reading: reading, name: directive.name)
            line.read(&arguments).map { hook.conditions.append($0) }
        }
        arguments.end()
    }

    private mutating func readName(_ arguments: inout Arguments) {
        guard let word = arguments.word() else { return }
        let isPlain = word.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        guard isPlain, (1...64).contains(word.text.count) else {
            return arguments.fail(
                "expected a name of at most 64 letters, digits, '.', '_' and '-', got \(word.shown)", at: word.span)
        }
        nameToken = word
    }

    private mutating func readRun(_ arguments: inout Arguments) {
        let words = arguments.remaining()
        program = words.first
        runWords = words
        if let command = Command(reading: reading).template(words) { hook.command = command }
    }

    /// Last, since `env PATH` in the same block says where programs are found.
    private func checkProgram() {
        guard let program, !hook.command.words.isEmpty else { return }
        let path = hook.environment.last { $0.name == "PATH" }?.value
        Command(reading: reading).checkProgram(program, path: path, directory: hook.directory)
    }

    private mutating func readRetry(_ arguments: inout Arguments) {
        if let word = arguments.next, word.text == "0" {
            return arguments.fail(
                "the number must be at least 1", at: word.span, help: "remove 'retry': without it a run is tried once")
        }
        guard let count = arguments.value(Quantity.count), arguments.choice(of: ["times"]) != nil,
            let waits = arguments.value(Quantity.durations)
        else { return }
        hook.retry = RetryPolicy(attempts: count + 1, first: waits.lowerBound, last: waits.upperBound)
    }

    private mutating func readBatch(_ name: Token, _ arguments: inout Arguments) {
        batch = name
        guard let size = arguments.value(Quantity.count), arguments.choice(of: ["every"]) != nil,
            let wait = arguments.value(Quantity.duration)
        else { return }
        hook.batch = Batching(size: size, wait: wait)
    }

    /// A batch has many payloads, so it has no value for a placeholder, and no lane.
    private func checkBatch() {
        guard let batch else { return }
        if let words = runWords.first(where: { !CommandTemplate.Word($0.text).fields.isEmpty }) {
            findings.error(
                "a batch has many payloads, and so no value for a placeholder", at: words.span,
                help: "its command reads the payloads from standard input, one JSON value a line",
                note: ("the batch is asked for here", batch.span))
        }
        if hook.order != .parallel {
            findings.error(
                "a batch cannot have an 'order'", at: batch.span,
                help: "remove one of them; 'max-running 1' makes one batch after the other, the oldest first")
        }
    }

    private mutating func readOrder(_ arguments: inout Arguments) {
        guard let kind = arguments.choice(of: OrderKind.self), kind != .parallel else { return }
        var field: FieldPath?
        if arguments.skip("by") {
            field = arguments.field()
            if field == nil { return }
        }
        hook.order = kind == .serial ? .serial(by: field) : .latest(by: field)
    }

    private mutating func readVariable(_ arguments: inout Arguments) {
        guard let name = arguments.word(), accept(name, &arguments), let value = arguments.word() else { return }
        guard !value.text.utf8.contains(0) else {
            return arguments.fail("a NUL byte in a variable", at: value.span, help: "no variable can hold one")
        }
        if let field = CommandTemplate.Word(value.text).fields.first {
            findings.warning(
                "placeholders mean something in 'run' only: this value stays as it is", at: value.span,
                help: "the command finds the payload's value in \(field.variableName)")
        }
        hook.environment.append(EnvironmentVariable(name.text, value.text))
    }

    private mutating func readPassed(_ arguments: inout Arguments) {
        for name in arguments.remaining() where accept(name, &arguments) {
            passed.append(name)
            hook.passedEnvironment.append(name.text)
        }
    }

    /// Whether a variable may be called that, and is not set already.
    private mutating func accept(_ name: Token, _ arguments: inout Arguments) -> Bool {
        guard name.text.isVariableName else {
            arguments.fail(
                "expected the name of a variable, got \(name.shown)", at: name.span,
                help: name.text.contains("=") ? "write 'env NAME VALUE', without '='" : "letters, digits and '_'")
            return false
        }
        guard !Self.reservedPrefixes.contains(where: { name.text.hasPrefix($0) }) else {
            arguments.fail(
                "\(name.shown) is a name that hookrunner sets itself", at: name.span,
                help: "names that begin with HOOK_ or PAYLOAD_ are taken")
            return false
        }
        if let earlier = variables[name.text] {
            findings.error(
                "the variable \(name.shown) is set twice in \(title)", at: name.span, help: "remove one of them",
                note: ("first given here", earlier))
        }
        variables[name.text] = name.span
        return true
    }

    private mutating func readDirectory(_ arguments: inout Arguments) {
        guard let word = arguments.word() else { return }
        guard !word.text.isEmpty, !word.text.utf8.contains(0) else {
            return arguments.fail("the path is empty", at: word.span, help: "usage: directory PATH")
        }
        let path = reading.resolved(word.text, in: word.span.source)
        hook.directory = path
        guard case .success(let status) = reading.status(path), status.isDirectory else {
            return findings.warning(
                "directory \(word.shown(as: path)): there is no such directory", at: word.span,
                help: "until it is there, every attempt fails")
        }
    }
}
