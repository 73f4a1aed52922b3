import Formats
import Values

/// `on EVENTS { … }` and `on EVENTS run …`: makes a hook of them.
struct HookBlock: DirectiveBlock {
    /// What the names of the variables begin with that hookrunner sets.
    private static let reservedPrefixes = ["HOOK_", "PAYLOAD_"]

    let context: ParseContext
    /// Complete only if `isComplete`; the name is made of the events until the endpoint gives another.
    var value: Hook
    var given = GivenDirectives()
    /// The words after every `pass-env`.
    private(set) var passed: [Token] = []
    private var variables: [String: Span] = [:]

    /// Reads the directive.
    static func read(_ arguments: inout Arguments, provider: ProviderName?, context: ParseContext) -> HookBlock {
        let events = EventList(context: context, provider: provider).read(&arguments)
        var block = HookBlock(
            context: context,
            value: Hook(
                name: events.map(\.description).joined(separator: ","), events: events,
                command: CommandTemplate(words: []), place: arguments.directive.name.span.line))
        block.readBody(&arguments)
        return block
    }

    /// Whether there is something to run, and something to run it for.
    var isComplete: Bool { !value.events.isEmpty && !value.command.words.isEmpty }

    /// The word after `name`.
    var chosenName: Token? { given.valid("name")?.words.first }

    private var title: String { "hook \(value.name.quoted)" }

    private mutating func readBody(_ arguments: inout Arguments) {
        let directive = arguments.directive
        if let word = arguments.next, word.isUnquoted("run") {
            readInline(Directive(name: word, words: Array(arguments.remaining().dropFirst())), directive)
            return
        }
        if let word = arguments.next {
            if !arguments.hasFailed { reportUnexpected(word, &arguments) }
        } else if directive.block == nil, !arguments.hasFailed {
            findings.error(
                "\(title) runs nothing", at: directive.name.span,
                help: "continue with 'run COMMAND...', or end the line with '{'")
        }
        if let block = directive.block { readBlock(block, directive) }
    }

    private func reportUnexpected(_ word: Token, _ arguments: inout Arguments) {
        let help =
            value.events.last == .name("run")
            ? "an event precedes 'run'; '*' is every event"
            : Suggestion.help(for: word.text, among: ["run"]) ?? "events are separated by commas"
        arguments.fail("expected ',', 'run' or '{' after the event, got \(word.shown)", at: word.span, help: help)
    }

    private mutating func readInline(_ run: Directive, _ directive: Directive) {
        if let block = directive.block {
            findings.error(
                "a hook has either 'run' in its line or a block", at: block.opening.span,
                help: "move 'run' into the block")
            readBlock(block, directive, hasRun: true)
        }
        if let row = Self.table[run.name.text] { read(row, run) }
        checkProgram()
    }

    private mutating func readBlock(_ block: Block, _ directive: Directive, hasRun: Bool = false) {
        read(block.directives, of: title)
        checkProgram()
        checkBatch()
        guard !hasRun, !context.isMeant("run", by: block.directives, in: .hook) else { return }
        findings.error("\(title) has no 'run'", at: directive.name.span, help: "add 'run COMMAND...' to its block")
    }

    mutating func readName(_ arguments: inout Arguments) {
        guard let word = arguments.word() else { return }
        guard word.text.isHookName else {
            return arguments.fail(
                "expected a name of at most 64 letters, digits, '.', '_' and '-', got \(word.shown)", at: word.span)
        }
    }

    mutating func readRun(_ arguments: inout Arguments) {
        if let command = Command(context: context).template(arguments.remaining()) { value.command = command }
    }

    /// Last, since `env PATH` in the same block says where programs are found.
    private func checkProgram() {
        guard let program = given["run"]?.words.first, !value.command.words.isEmpty else { return }
        let path = value.environment.last { $0.name == "PATH" }?.value
        Command(context: context).checkProgram(program, path: path, directory: value.directory)
    }

    /// A batch has many payloads, so it has no values for placeholders, and no lane.
    private func checkBatch() {
        guard let batch = given["batch"]?.name.span else { return }
        if let word = given["run"]?.words.first(where: { !CommandTemplate.Word($0.text).fields.isEmpty }) {
            findings.error(
                "a batch has many payloads, so a placeholder has no value", at: word.span,
                help: "its command reads the payloads from standard input, one JSON value per line",
                note: ("'batch' is given here", batch))
        }
        if value.order != .parallel {
            findings.error(
                "a batch cannot have an 'order'", at: batch,
                help: "remove one of them; 'max-running 1' runs one batch after the other, the oldest first")
        }
    }

    mutating func readVariable(_ arguments: inout Arguments) {
        guard let name = arguments.word(), accept(name, &arguments), let word = arguments.word() else { return }
        guard !word.text.utf8.contains(0) else {
            return arguments.fail("NUL byte in a variable", at: word.span, help: "a variable cannot contain one")
        }
        if let field = CommandTemplate.Word(word.text).fields.first {
            findings.warning(
                "placeholders only work in 'run': this value is used literally", at: word.span,
                help: "the command finds the payload's value in \(field.variableName)")
        }
        value.environment.append(EnvironmentVariable(name.text, word.text))
    }

    mutating func readPassed(_ arguments: inout Arguments) {
        for name in arguments.remaining() where accept(name, &arguments) {
            passed.append(name)
            value.passedEnvironment.append(name.text)
        }
    }

    /// Reports an invalid name, a reserved one and a duplicate; whether the variable can be used.
    private mutating func accept(_ name: Token, _ arguments: inout Arguments) -> Bool {
        guard name.text.isVariableName else {
            arguments.fail(
                "expected the name of a variable, got \(name.shown)", at: name.span,
                help: name.text.contains("=") ? "write 'env NAME VALUE', without '='" : "letters, digits and '_'")
            return false
        }
        guard !Self.reservedPrefixes.contains(where: { name.text.hasPrefix($0) }) else {
            arguments.fail(
                "variable \(name.shown) is reserved", at: name.span,
                help: "hookrunner sets the variables that begin with HOOK_ or PAYLOAD_")
            return false
        }
        if let earlier = variables[name.text] {
            findings.error(
                "duplicate variable \(name.shown) in \(title)", at: name.span, help: "remove one of them",
                note: ("first given here", earlier))
        }
        variables[name.text] = name.span
        return true
    }

    mutating func readDirectory(_ arguments: inout Arguments) {
        guard let word = arguments.word() else { return }
        guard !word.text.isEmpty, !word.text.utf8.contains(0) else {
            return arguments.fail("the path is empty", at: word.span, help: "usage: directory PATH")
        }
        let path = context.resolved(word.text, in: word.span.source)
        value.directory = path
        guard case .success(let status) = context.status(path), status.isDirectory else {
            return findings.warning(
                "directory \(word.shown(as: path)): no such directory", at: word.span,
                help: "every attempt fails until it exists")
        }
    }
}
