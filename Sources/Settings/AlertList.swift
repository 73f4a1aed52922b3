import Formats
import Values

/// The `alert` lines of a configuration, checked when everything else has been read.
struct AlertList {
    private let context: ParseContext
    private var found: [AlertLine.Found] = []
    /// Whether there is a line at all, valid or not.
    private var isThere = false
    private var findings: Findings { context.findings }

    init(context: ParseContext) {
        self.context = context
    }

    var alerts: [Alert] { found.map(\.alert) }

    /// Reads an `alert` line.
    mutating func read(_ arguments: inout Arguments) {
        isThere = true
        guard let line = AlertLine(context: context, name: arguments.directive.name).read(&arguments),
            !arguments.hasFailed
        else { return }
        if let earlier = found.first(where: { $0.alert.name == line.alert.name }) {
            findings.error(
                "duplicate alert", at: line.name.span, help: "remove one of them",
                note: ("first given here", earlier.name.span))
        } else {
            found.append(line)
        }
    }

    /// Checks what needs the rest of the configuration; `command` is the `on-alert` directive.
    func check(against configuration: Configuration, command: Directive?) {
        for line in found {
            checkEndpoint(of: line, among: configuration.endpoints)
            checkSilence(of: line, kept: configuration.shortestKeep)
        }
        checkCommand(command)
    }

    private func checkCommand(_ command: Directive?) {
        if let first = found.first, command == nil {
            // No mistake: the metric may suffice.
            findings.warning(
                "alerts do not notify anyone without 'on-alert'", at: first.name.span,
                help: "add 'on-alert run COMMAND...'; the log and /metrics show alerts anyway")
        }
        if let command, !isThere {
            findings.warning(
                "'on-alert' has no effect without 'alert'", at: command.name.span,
                help: "add 'alert CONDITION...'")
        }
    }

    private func checkEndpoint(of line: AlertLine.Found, among endpoints: [Endpoint]) {
        guard let path = line.path else { return }
        guard let endpoint = endpoints.first(where: { $0.path == path.text }) else {
            let paths = endpoints.map(\.path)
            findings.error(
                "unknown endpoint \(path.shown)", at: path.span,
                help: Suggestion.help(for: path.text, among: paths)
                    ?? (paths.isEmpty ? nil : "known endpoints: \(paths.joined(separator: ", "))"))
            return
        }
        if case .signatureFailures = line.alert.condition, endpoint.isUnsigned {
            findings.warning(
                "signatures never fail at \(path.shown), which is unsigned", at: path.span, help: "give it a 'secret'")
        }
    }

    private func checkSilence(of line: AlertLine.Found, kept: Duration) {
        guard let (time, word) = line.silence, time >= kept else { return }
        findings.error(
            "a silence of \(time.shortText) cannot be detected: deliveries are kept for \(kept.shortText)",
            at: word.span,
            help: "make 'keep' and 'keep-failed' longer than this")
    }
}
