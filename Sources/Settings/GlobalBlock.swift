import Formats
import Values

/// What stands outside of all blocks: makes the configuration of it.
struct GlobalBlock {
    private let reading: Reading
    private var configuration = Configuration()
    private var listeners: ListenerList
    private var alerts: AlertList
    private var paths: [String: Span] = [:]
    private var passed: [Token] = []
    private var duplicates: [(Duplicates, Span?)] = []
    private var keep: Span?
    /// The directives that only a journal of several machines obeys.
    private var sharing: [Token] = []
    private var knowsJournal = true
    private var keys: [SharedKeys.Key] = []
    private var requestMemory: Token?
    private var findings: Findings { reading.findings }

    /// Reads all directives of all files; complete only if no mistake was found.
    static func read(_ directives: [Directive], file: String, reading: Reading) -> Configuration {
        var block = GlobalBlock(reading: reading)
        for (name, directive) in reading.known(directives, as: TopDirective.self, of: nil) {
            block.read(name, directive)
        }
        block.configuration.listeners = block.listeners.listeners()
        block.configuration.admin = block.listeners.adminAddress
        block.configuration.adminShowsPayloads = block.listeners.adminShowsPayloads
        block.configuration.alerts = block.alerts.alerts
        block.alerts.check(against: block.configuration)
        block.checkPassedVariables()
        block.checkSharing()
        block.checkDuplicates()
        SharedKeys.check(block.keys, block.findings)
        block.checkRequestMemory()
        block.checkCompleteness(of: file, directives)
        return block.configuration
    }

    private init(reading: Reading) {
        self.reading = reading
        listeners = ListenerList(reading: reading)
        alerts = AlertList(reading: reading)
    }

    private mutating func read(_ name: TopDirective, _ directive: Directive) {
        var arguments = Arguments(of: directive, in: .top, reading: reading)
        switch name {
        case .listen: listeners.read(&arguments)
        case .admin: listeners.readAdmin(&arguments)
        case .clientCA: listeners.readClientAuthorities(&arguments)
        case .maxConnections: arguments.value(Quantity.count).map { configuration.maximumConnections = $0 }
        case .maxConnectionsPerClient:
            arguments.value(Quantity.count).map { configuration.maximumConnectionsPerClient = $0 }
        case .maxRequestMemory:
            let word = arguments.next
            guard let bytes = arguments.value(Quantity.memory) else { break }
            (configuration.maximumRequestMemory, requestMemory) = (bytes, word)
        case .allow: configuration.access.allowed += arguments.networks()
        case .deny: configuration.access.denied += arguments.networks()
        case .trustProxy: readProxies(&arguments)
        case .readyMaxLag: arguments.value(Quantity.duration).map { configuration.readyMaximumLag = $0 }
        case .reload: configuration.reloadsOnChange = arguments.choice(of: ["on-change"]) != nil
        case .journal:
            let journal = reading.journal(&arguments)
            journal.map { configuration.journal = $0 }
            knowsJournal = journal != nil
        case .lease: readLease(directive.name, &arguments)
        case .maxRunningTotal:
            arguments.value(Quantity.count).map {
                configuration.maximumRunningTotal = $0
                sharing.append(directive.name)
            }
        case .maxRunning: arguments.value(Quantity.count).map { configuration.maximumRunning = $0 }
        case .maxPending: arguments.value(Quantity.count).map { configuration.maximumPending = $0 }
        case .shutdownTimeout: arguments.value(Quantity.duration).map { configuration.shutdownTimeout = $0 }
        case .keep: readKeep(directive.name, &arguments).map { configuration.keep = $0 }
        case .keepFailed: readKeep(directive.name, &arguments).map { configuration.keepFailed = $0 }
        case .onFailure: readCommand(&arguments, variables: nil).map { configuration.onFailure = $0 }
        case .onAlert:
            alerts.noteCommand(directive.name)
            readCommand(&arguments, variables: "ALERT").map { configuration.onAlert = $0 }
        case .alert: alerts.read(directive.name, &arguments)
        case .log: readLog(&arguments)
        // Its files stand in its place already; one with a block has been reported.
        case .include: return
        case .endpoint: return readEndpoint(directive)
        }
        arguments.end()
    }

    private mutating func readKeep(_ name: Token, _ arguments: inout Arguments) -> Duration? {
        guard let time = arguments.value(Quantity.duration) else { return nil }
        if time < min(configuration.keep, configuration.keepFailed ?? configuration.keep) { keep = name.span }
        return time
    }

    private mutating func readProxies(_ arguments: inout Arguments) {
        repeat {
            if arguments.skip("unix") {
                configuration.trustedProxies.includesUnixSockets = true
            } else if let network = arguments.value(Address.network) {
                configuration.trustedProxies.networks.append(network)
            }
        } while arguments.next != nil && !arguments.hasFailed
    }

    private mutating func readLease(_ name: Token, _ arguments: inout Arguments) {
        guard let word = arguments.next else { return _ = arguments.word() }
        guard let lease = arguments.value(Quantity.duration) else { return }
        guard lease >= .seconds(10) else {
            return arguments.fail(
                "a lease is at least 10s, got \(word.shown)", at: word.span,
                help: "a command that has to end before its lease gets 5s to do so")
        }
        configuration.lease = lease
        sharing.append(name)
    }

    private mutating func readLog(_ arguments: inout Arguments) {
        guard let format = arguments.choice(of: LogSettings.Format.self) else { return }
        configuration.log.format = format
        guard arguments.next != nil else { return }
        arguments.choice(of: LogSettings.Level.self).map { configuration.log.level = $0 }
    }

    private func readCommand(_ arguments: inout Arguments, variables: String?) -> CommandTemplate? {
        guard arguments.choice(of: ["run"]) != nil else { return nil }
        let words = arguments.remaining()
        guard let program = words.first else { return nil }
        let command = Command(reading: reading, variables: variables)
        let template = command.template(words)
        if template != nil { command.checkProgram(program, path: nil) }
        return template
    }

    private mutating func readEndpoint(_ directive: Directive) {
        guard let result = EndpointBlock.read(directive, reading: reading) else { return }
        passed += result.passed
        duplicates.append((result.endpoint.duplicates, result.duplicates))
        keys += result.keys
        configuration.endpoints.append(result.endpoint)
        guard let path = result.path else { return }
        if let earlier = paths[path.text] {
            findings.error(
                "two endpoints have the path \(path.shown)", at: path.span, help: "put their hooks into one",
                note: ("first given here", earlier))
        }
        paths[path.text] = paths[path.text] ?? path.span
    }

    private func checkPassedVariables() {
        for name in passed {
            guard let secret = reading.secretVariables[name.text] else { continue }
            findings.error(
                "the variable \(name.shown) holds a secret, which no command gets", at: name.span,
                help: "remove it from 'pass-env'", note: ("the secret is given here", secret))
        }
    }

    private func checkSharing() {
        guard knowsJournal, !configuration.journal.isShared else { return }
        for name in sharing {
            findings.error(
                "\(name.shown) needs a journal that machines share", at: name.span,
                help: "name one with 'journal postgresql://USER@HOST/DATABASE', or remove this")
        }
    }

    /// A duplicate is known by the delivery that came before: when that is gone from the journal, it runs again.
    private func checkDuplicates() {
        let kept = min(configuration.keep, configuration.keepFailed ?? configuration.keep)
        let long = duplicates.compactMap { duplicates, span -> (time: Duration, span: Span?)? in
            guard case .drop(let time, _) = duplicates, time > kept else { return nil }
            return (time, span)
        }
        for (time, span) in long {
            guard let span else { continue }
            findings.error(
                "duplicates cannot be dropped for \(time.shortText): deliveries are kept for \(kept.shortText)",
                at: span,
                help: "'keep' and 'keep-failed' must be at least as long",
                note: keep.map { ("kept because of this", $0) })
        }
        if let keep, let byDefault = long.first(where: { $0.span == nil }) {
            findings.warning(
                "duplicates are dropped for \(kept.shortText) only, not for \(byDefault.time.shortText), the default",
                at: keep, help: "keep deliveries longer, or write 'duplicates drop \(kept.shortText)' in the endpoints")
        }
    }

    /// Unless a bound is given, two of the largest bodies fit at once.
    private mutating func checkRequestMemory() {
        guard let largest = configuration.endpoints.map(\.maximumBodyBytes).max() else { return }
        guard let word = requestMemory else {
            return configuration.maximumRequestMemory = max(configuration.maximumRequestMemory, 2 * largest)
        }
        guard configuration.maximumRequestMemory < largest else { return }
        findings.error(
            "\(word.shown) is less than the largest 'max-body', \(largest.textAsSize)", at: word.span,
            help: "write 'max-request-memory \(largest.textAsSize)' or more, or lower 'max-body'")
    }

    private func checkCompleteness(of file: String, _ directives: [Directive]) {
        if !reading.isMeant("endpoint", by: directives, in: .top) {
            findings.error("there is no endpoint", inFile: file, help: "add 'endpoint /PATH {', a provider and hooks")
        }
        if reading.needs.contains(.listener), !reading.isMeant("listen", by: directives, in: .top) {
            findings.error("there is no 'listen'", inFile: file, help: "add 'listen 127.0.0.1:8080'")
        }
    }
}
