import Values

/// What the program can do: one row for each subcommand, in the file of the subcommand. The argument parser, `help`,
/// completions and the manual's test read these rows.
struct Subcommand: Sendable {
    /// What a shell offers for a word.
    enum Candidates: Sendable, Equatable {
        case none
        case files
        case directories
        /// None of these needs quoting in a shell.
        case words([String])
        /// Names of subcommands, word by word.
        case commands

        /// The providers that work without a configuration.
        static let providers = words(ProviderName.allCases.filter { $0 != .custom }.map(\.rawValue))
        /// Circularo's events: the shell does not know which endpoint is meant.
        static let events = words(ProviderName.circularo.documentedEvents)
    }

    /// An option: `--name`, or `--name VALUE`.
    struct Option: Sendable {
        /// Without the dashes.
        let name: String
        /// Its short form, without the dash.
        var letter: Character?
        /// What help calls the value; nil for an option without one.
        var value: String?
        var candidates = Candidates.none
        var repeats = false
        /// One line.
        let help: String

        /// How it is typed: `-c`, `--config`.
        var spellings: [String] { (letter.map { ["-\($0)"] } ?? []) + ["--\(name)"] }
    }

    /// As it is typed; two words for a member of a group.
    let name: String
    /// The operands in the usage line, such as `ID`.
    var operands = ""
    var operandCount: ClosedRange<Int> = 0...0
    var operandCandidates = Candidates.none
    /// One line.
    let summary: String
    /// One paragraph.
    let explanation: String
    /// Its own options, without `--help`.
    var options: [Option] = []
    let command: any Command.Type

    /// In the order of `help`.
    static let all = [
        serve, check, run, send, sign, verify, list, show, retry, cancel, status, journalCopy, journalMigrate,
        webhooksList, webhooksCreate, webhooksDelete, importWebhook, completions, help,
    ]

    /// Not for people: the scripts of `completions` call it.
    private static let hidden = [complete]

    var words: [String] { name.split(separator: " ").map(String.init) }

    var allOptions: [Option] { options + [.help] }

    /// The subcommand whose name these words begin with.
    static func first(in words: [String]) -> Subcommand? {
        (all + hidden).first { words.starts(with: $0.words) }
    }

    /// The subcommands of a group, such as `webhooks`.
    static func group(_ name: String) -> [Subcommand] {
        all.filter { $0.words.count > 1 && $0.words[0] == name }
    }
}

/// What a subcommand does.
protocol Command: Sendable {
    init(arguments: Arguments, context: Context)

    func run() async throws(Failure) -> ExitStatus
}

// Options of several subcommands.
extension Subcommand.Option {
    static let configuration = Self(
        name: "config", letter: "c", value: "FILE", candidates: .files,
        help: "Configuration (default: $HOOKRUNNER_CONFIG, ./hookrunner.conf, /etc/hookrunner/hookrunner.conf)")
    static let journal = Self(
        name: "journal", value: "DIR", candidates: .directories,
        help: "Journal to use instead of a configuration's (default: /var/lib/hookrunner)")
    static let help = Self(name: "help", letter: "h", help: "Show this help")
    static let version = Self(name: "version", letter: "V", help: "Show the version")
    static let json = Self(name: "json", help: "Print JSON, one value per line")
}
