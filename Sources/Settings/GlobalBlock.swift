import Formats
import Values

/// The directives outside of all blocks: makes the configuration of them.
struct GlobalBlock: DirectiveBlock {
    let context: ParseContext
    var value = Configuration()
    var given = GivenDirectives()
    var listeners: ListenerList
    var alerts: AlertList
    private var endpoints: [EndpointBlock] = []

    /// Reads all directives of all files; complete only if no mistake was found.
    static func read(_ directives: [Directive], file: String, context: ParseContext) -> Configuration {
        var block = GlobalBlock(context: context)
        block.read(directives, of: nil)
        block.value.listeners = block.listeners.listeners()
        block.value.admin = block.listeners.adminAddress
        block.value.adminShowsPayloads = block.listeners.adminShowsPayloads
        block.value.alerts = block.alerts.alerts
        block.check()
        block.checkCompleteness(of: file, directives)
        return block.value
    }

    private mutating func check() {
        alerts.check(against: value, command: given["on-alert"])
        checkPaths()
        checkPassedVariables()
        checkSharing()
        checkDuplicates()
        SharedKeys.check(endpoints.flatMap(\.keys), findings)
        checkRequestMemory()
    }

    private init(context: ParseContext) {
        self.context = context
        listeners = ListenerList(context: context)
        alerts = AlertList(context: context)
    }

    mutating func readProxies(_ arguments: inout Arguments) {
        repeat {
            if arguments.skip("unix") {
                value.trustedProxies.includesUnixSockets = true
            } else if let network = arguments.value(Address.network) {
                value.trustedProxies.networks.append(network)
            }
        } while arguments.next != nil && !arguments.hasFailed
    }

    /// The command gets variables whose names begin with `variables`; none if that is nil.
    func command(_ arguments: inout Arguments, variables: String?) -> CommandTemplate? {
        guard arguments.choice(of: ["run"]) != nil else { return nil }
        let words = arguments.remaining()
        guard let program = words.first else { return nil }
        let command = Command(context: context, variables: variables)
        let template = command.template(words)
        if template != nil { command.checkProgram(program, path: nil) }
        return template
    }

    mutating func readEndpoint(_ arguments: inout Arguments) {
        let block = EndpointBlock.read(&arguments, context: context)
        endpoints.append(block)
        value.endpoints.append(block.value)
    }

    private func checkPaths() {
        var first: [String: Span] = [:]
        for path in endpoints.compactMap(\.path) {
            if let earlier = first[path.text] {
                findings.error(
                    "duplicate endpoint \(path.shown)", at: path.span, help: "put their hooks into one",
                    note: ("first given here", earlier))
            }
            first[path.text] = first[path.text] ?? path.span
        }
    }

    private func checkPassedVariables() {
        for name in endpoints.flatMap(\.passed) {
            guard let secret = context.secretVariables[name.text] else { continue }
            findings.error(
                "variable \(name.shown) holds a secret, which is never passed to commands", at: name.span,
                help: "remove it from 'pass-env'", note: ("the secret is given here", secret))
        }
    }

    /// Some directives only make sense for a journal of several machines.
    private func checkSharing() {
        guard !value.journal.isShared, given["journal"] == nil || given.valid("journal") != nil else { return }
        for name in ["lease", "max-running-total"].compactMap({ given.valid($0)?.name }) {
            findings.error(
                "\(name.shown) needs a shared journal", at: name.span,
                help: "use 'journal postgresql://USER@HOST/DATABASE', or remove this")
        }
    }

    /// A duplicate is recognized by the earlier delivery: once that is pruned from the journal, it runs again.
    private func checkDuplicates() {
        let kept = value.shortestKeep
        let isFailed = value.keepFailed == kept && value.keep > kept
        let keep = given.valid(isFailed ? "keep-failed" : "keep")?.name.span
        let long = endpoints.compactMap { endpoint -> (time: Duration, span: Span?)? in
            guard case .drop(let time, _) = endpoint.value.duplicates, time > kept else { return nil }
            return (time, endpoint.given["duplicates"]?.name.span)
        }
        for (time, span) in long {
            guard let span else { continue }
            findings.error(
                "duplicates cannot be dropped for \(time.shortText): deliveries are kept for \(kept.shortText)",
                at: span,
                help: "'keep' and 'keep-failed' must be at least as long",
                note: keep.map { ("limited here", $0) })
        }
        if let keep, let byDefault = long.first(where: { $0.span == nil }) {
            findings.warning(
                "duplicates are only dropped for \(kept.shortText), not for the default of \(byDefault.time.shortText)",
                at: keep, help: "keep deliveries longer, or write 'duplicates drop \(kept.shortText)' in the endpoints")
        }
    }

    /// Unless a bound is given, two of the largest bodies fit at once.
    private mutating func checkRequestMemory() {
        guard let largest = value.endpoints.map(\.maximumBodyBytes).max() else { return }
        guard let word = given.valid("max-request-memory")?.words.first else {
            return value.maximumRequestMemory = max(value.maximumRequestMemory, 2 * largest)
        }
        guard value.maximumRequestMemory < largest else { return }
        findings.error(
            "\(word.shown) is less than the largest 'max-body', \(largest.textAsSize)", at: word.span,
            help: "write 'max-request-memory \(largest.textAsSize)' or more, or lower 'max-body'")
    }

    private func checkCompleteness(of file: String, _ directives: [Directive]) {
        if !context.isMeant("endpoint", by: directives, in: .top) {
            findings.error("missing 'endpoint'", inFile: file, help: "add 'endpoint /PATH {', a provider and hooks")
        }
        if context.needs.contains(.listener), !context.isMeant("listen", by: directives, in: .top) {
            findings.error("missing 'listen'", inFile: file, help: "add 'listen 127.0.0.1:8080'")
        }
    }
}
