import Formats
import Values

extension HookBlock {
    static let table = DirectiveTable<HookBlock>(
        .hook, defaults: Hook(name: "", events: [], command: CommandTemplate(words: [])), rows)

    private static let rows: [DirectiveRow<HookBlock>] = [
        // A name made of events may hold what a chosen one must not.
        .init(
            name: "name", forms: ["NAME"], help: "what the journal and the log call the hook",
            comment: { $0.name.isHookName ? nil : "name \($0.name.printable)" },
            read: { $0.readName(&$1) }, write: { $0.name.isHookName ? [$0.name] : [] }),
        .init(
            name: "run", forms: ["COMMAND..."], help: "the command, word by word, without a shell", isRequired: true,
            read: { $0.readRun(&$1) }, write: { [$0.command.text] }),
        .setting("timeout", \.timeout, .duration, help: "how long an attempt may take"),
        .optional(
            "silence-timeout", \.silenceTimeout, .duration,
            help: "how long a command may print nothing before it is ended"),
        .setting("retry", \.retry, .retry, help: "how often a failed run is retried, and after which waits"),
        .setting("order", \.order, .order, help: "which runs may be under way together"),
        .optional("batch", \.batch, .batch, help: "give one command many payloads"),
        .optional("max-running", \.maximumRunning, .count, help: "commands of this hook that run at once"),
        .init(
            name: "env", forms: ["NAME VALUE"], help: "set a variable for the command", isRepeatable: true,
            read: { $0.readVariable(&$1) }, write: { $0.environment.map(\.words) }),
        .init(
            name: "pass-env", forms: ["NAME..."], help: "pass on variables of the daemon's own environment",
            isRepeatable: true, read: { $0.readPassed(&$1) },
            write: { $0.passedEnvironment.isEmpty ? [] : [$0.passedEnvironment.joined(separator: " ")] }),
        .init(
            name: "directory", forms: ["PATH"], help: "the command's working directory",
            read: { $0.readDirectory(&$1) }, write: { $0.directory.map { [$0.asWord] } ?? [] }),
        .init(
            name: "when",
            forms: [
                "[not] FIELD =|!= VALUE", "[not] FIELD <|> NUMBER", "[not] FIELD ~ PATTERN",
                "[not] FIELD in VALUE, ...", "[not] FIELD exists",
            ], help: "which payloads the hook wants", isRepeatable: true,
            read: { block, arguments in
                let line = ConditionLine(context: block.context, name: arguments.directive.name)
                line.read(&arguments).map { block.value.conditions.append($0) }
            }, write: { $0.conditions.map(\.text) }),
    ]
}

extension EnvironmentVariable {
    fileprivate var words: String { "\(name) \(Confidential.namesSecret(name) ? "<hidden>" : value.asWord)" }
}

extension String {
    /// Whether `name` takes it.
    var isHookName: Bool {
        (1...64).contains(utf8.count)
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}
