import Journals
import Values

/// What the program can do: THE TABLE that the argument parser, `help`, completions and the manual's test read.
struct Subcommand: Sendable {
    /// What a shell offers for a word.
    enum Candidates: Sendable, Equatable {
        /// Nothing: who types it has to know.
        case none
        /// Files, and directories on the way there.
        case files
        /// Directories.
        case directories
        /// These; they are plain words to every shell.
        case words([String])
        /// Names of commands, a word at a time.
        case commands
    }

    /// An option: `--name`, or `--name VALUE`.
    struct Option: Sendable {
        /// Without the dashes.
        let name: String
        /// One letter, without the dash; nil if there is none.
        var letter: Character?
        /// What the value is called in help; nil if there is no value.
        var value: String?
        /// What the value may be, for completions.
        var candidates = Candidates.none
        /// Whether it may be given several times.
        var repeats = false
        /// What it does, in a line.
        let help: String
    }

    /// Its name on the command line; one of a group has two words.
    let name: String
    /// What stands behind it that is no option, such as `ID`.
    var operands = ""
    /// How many operands there may be.
    var operandCount: ClosedRange<Int> = 0...0
    /// What the operands may be, for completions.
    var operandCandidates = Candidates.none
    /// What it does, in a line.
    let summary: String
    /// What it does, in a paragraph.
    let explanation: String
    /// Its own options, beside `--help`.
    let options: [Option]

    /// The words of its name.
    var words: [String] { name.split(separator: " ").map(String.init) }

    /// The subcommand that these words begin with; nil if there is none.
    static func first(in words: [String]) -> Subcommand? {
        all.first { words.starts(with: $0.words) }
    }

    /// The subcommands of the group of that name, such as `webhooks`.
    static func group(_ name: String) -> [Subcommand] {
        all.filter { $0.words.count > 1 && $0.words[0] == name }
    }

    static let configuration = Option(
        name: "config", letter: "c", value: "FILE", candidates: .files,
        help: "the configuration (default: $HOOKRUNNER_CONFIG, ./hookrunner.conf, /etc/hookrunner/hookrunner.conf)")
    static let journalOption = Option(
        name: "journal", value: "DIR", candidates: .directories,
        help: "the journal, instead of a configuration (default without one: /var/lib/hookrunner)")
    static let help = Option(name: "help", letter: "h", help: "this text")
    static let version = Option(name: "version", letter: "V", help: "the version of the program")
    static let json = Option(name: "json", help: "one JSON value a line, for programs")

    static let all =
        [serve, check, run, send, sign, verify, list, show, retry, cancel, status] + journal + webhooks + [
            importWebhook, completions, helpCommand,
        ]

    static let serve = Subcommand(
        name: "serve", summary: "the daemon, in the foreground",
        explanation: """
            Takes in webhooks and runs the configured commands until SIGTERM or SIGINT, which finish the commands
            under way within shutdown-timeout. Logs go to stderr. With --hooks it needs no configuration: each executable
            in DIR runs for the event that it is named after, and all of those in EVENT.d.
            """,
        options: [
            configuration,
            Option(
                name: "hooks", value: "DIR", candidates: .directories,
                help: "a directory of hooks instead of a configuration"),
            Option(name: "secret-env", value: "NAME", help: "with --hooks: the variable that holds the key"),
            Option(
                name: "secret-file", value: "FILE", candidates: .files,
                help: "with --hooks: the file that holds the key"),
            Option(name: "listen", value: "ADDRESS", help: "with --hooks: where (default: 127.0.0.1:8080)"),
            Option(
                name: "journal", value: "DIR", candidates: .directories,
                help: "with --hooks: where (default: /var/lib/hookrunner)"),
            Option(name: "endpoint", value: "PATH", help: "with --hooks: the path of the URL (default: /)"),
            Option(
                name: "provider", value: "NAME", candidates: providers,
                help: "with --hooks: who sends (default: circularo)"),
            Option(name: "receive-only", help: "run no commands: other machines that share the journal do"),
            Option(name: "run-only", help: "take in nothing: other machines that share the journal do"),
        ])

    static let check = Subcommand(
        name: "check", summary: "read the configuration and show it, or its mistakes",
        explanation:
            "Shows every mistake with its place, and exits 78 if there is one; else lists endpoints and hooks.",
        options: [
            configuration, Option(name: "strict", help: "warnings are mistakes, too"), json,
        ])

    static let run = Subcommand(
        name: "run", operands: "EVENT [< payload]", operandCount: 1...1, operandCandidates: events,
        summary: "run an event's hooks here and now: no HTTP, no journal",
        explanation: """
            Runs every hook that wants EVENT with the payload from standard input (a sample of the provider's if that
            is a terminal), and shows what they print. Exits 0 if all of them do.
            """,
        options: [
            configuration,
            Option(name: "endpoint", letter: "e", value: "PATH", help: "only the hooks of this endpoint"),
            Option(name: "dry-run", letter: "n", help: "only show what would be run"), json,
        ])

    static let send = Subcommand(
        name: "send", operands: "EVENT [< payload]", operandCount: 1...1, operandCandidates: events,
        summary: "sign a delivery and POST it, as the provider would",
        explanation: """
            Signs the payload from standard input (a sample of the provider's if that is a terminal) with the
            endpoint's first secret, sends it with curl, and shows the answer.
            """,
        options: [
            configuration, journalOption,
            Option(name: "endpoint", letter: "e", value: "PATH", help: "which endpoint (default: the only one)"),
            Option(name: "url", letter: "u", value: "URL", help: "where to (default: the first listen address)"), json,
        ])

    /// Those that need no configuration.
    private static let providers = Candidates.words(ProviderName.allCases.filter { $0 != .custom }.map(\.rawValue))
    /// Circularo's: which endpoint is meant, the shell does not know.
    private static let events = Candidates.words(ProviderName.circularo.documentedEvents)

    private static let keys = [
        configuration,
        Option(name: "endpoint", letter: "e", value: "PATH", help: "which endpoint (default: the only one)"),
        Option(
            name: "provider", value: "NAME", candidates: providers,
            help: "this provider, without a configuration; needs a key"),
        Option(
            name: "secret-file", value: "FILE", candidates: .files, help: "with --provider: the key is in this file"),
        Option(name: "secret-env", value: "NAME", help: "with --provider: the key is in this variable"),
    ]

    static let sign = Subcommand(
        name: "sign", operands: "EVENT < payload", operandCount: 1...1, operandCandidates: events,
        summary: "the header with which the provider would send a payload",
        explanation: """
            Signs the payload from standard input with the endpoint's first secret and prints the fields of the header, one
            a line; a query is printed behind a question mark. Where the signature stands in the body, --body shows it.
            """,
        options: keys + [Option(name: "body", help: "print the body as the provider would send it, instead")])

    static let verify = Subcommand(
        name: "verify", operands: "< body",
        summary: "whether a request is genuine, and what it tells of",
        explanation: """
            Checks the body from standard input as the daemon would, and prints its event, its id and which of the
            endpoint's secrets has signed it, counted from 1; or exits 1 with the reason. That a request is old by now is
            only a message.
            """,
        options: keys + [
            Option(name: "header", letter: "H", value: "'NAME: VALUE'", repeats: true, help: "a field of its header"),
            Option(name: "query", value: "QUERY", help: "what stands behind '?' in its URL"),
        ])

    static let list = Subcommand(
        name: "list", summary: "the latest deliveries, newest first",
        explanation: "Reads the journal, with or without a running daemon.",
        options: [
            configuration, journalOption,
            Option(
                name: "state", letter: "s", value: "STATE",
                candidates: .words(DeliveryState.allCases.map(\.rawValue)),
                help: "only those that are pending, running, succeeded, failed, cancelled or ignored"),
            Option(name: "event", value: "EVENT", candidates: events, help: "only those of this event"),
            Option(name: "endpoint", letter: "e", value: "PATH", help: "only those of this endpoint"),
            Option(
                name: "since", value: "TIME", help: "only those of the last 30m, 1h, 7d …, or since an RFC 3339 time"),
            Option(
                name: "limit", letter: "n", value: "N",
                help: "how many at most (default: 50, with --follow the first 10)"),
            Option(name: "follow", letter: "f", help: "go on with each that comes, or whose state changes"), json,
        ])

    static let show = Subcommand(
        name: "show", operands: "ID", operandCount: 1...1,
        summary: "one delivery with its runs and attempts",
        explanation: "ID is a delivery's, as list prints it. Reads the journal, with or without a running daemon.",
        options: [
            configuration, journalOption,
            Option(name: "payload", help: "only the payload, byte for byte"),
            Option(name: "output", help: "only what the commands printed"), json,
        ])

    static let retry = Subcommand(
        name: "retry", operands: "ID... | --failed", operandCount: 0...100_000,
        summary: "make runs again, at once",
        explanation: """
            Makes the failed and cancelled runs of these deliveries pending again, or all their runs where there are none
            of these. A running daemon notices within a second.
            """,
        options: [
            configuration, journalOption, Option(name: "failed", help: "every run that failed for good"),
            Option(name: "event", value: "EVENT", candidates: events, help: "with --failed: only those of this event"),
            Option(name: "since", value: "TIME", help: "with --failed: only those of the last 30m, 1h, 7d …"), json,
        ])

    static let cancel = Subcommand(
        name: "cancel", operands: "ID...", operandCount: 1...100_000,
        summary: "do not make what waits, end what runs",
        explanation:
            "Cancels the runs of these deliveries that are not over. A running daemon notices within a second.",
        options: [configuration, journalOption, json])

    static let status = Subcommand(
        name: "status", summary: "whether a daemon runs, and how many runs wait",
        explanation: """
            Reads the journal, and asks the daemon at its admin address where there is one. Exits 0 if the daemon runs and
            does not say that it is not ready, else 1: fit for the health check of a container.
            """,
        options: [configuration, journalOption, json])

    static let importWebhook = Subcommand(
        name: "import webhook", operands: "FILE", operandCount: 1...1, operandCandidates: .files,
        summary: "a configuration out of the hooks of adnanh/webhook",
        explanation: """
            Reads a hooks.json or hooks.yaml (- for JSON on standard input) and prints the nearest hookrunner.conf. A hook
            of which something that matters has no equal stays a comment, with the reason.
            """,
        options: [
            Option(
                name: "secrets", value: "DIR", candidates: .directories,
                help: "write each key of the file into a file of its own there")
        ])

    static let completions = Subcommand(
        name: "completions", operands: "bash|zsh|fish", operandCount: 1...1,
        operandCandidates: .words(CompletionShell.allCases.map(\.rawValue)),
        summary: "a script that completes commands in your shell",
        explanation: """
            Prints a script for the shell, as in: source <(hookrunner completions bash). It completes commands, options, and
            values such as events, providers and files.
            """,
        options: [])

    static let helpCommand = Subcommand(
        name: "help", operands: "[COMMAND]", operandCount: 0...2, operandCandidates: .commands,
        summary: "this overview, or the options of a command",
        explanation: "Shows what the commands do, or how one of them is called.", options: [])
}
