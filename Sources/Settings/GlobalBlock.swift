import Values

/// What stands outside of all blocks: makes the configuration of it.
struct GlobalBlock {
    private let reading: Reading
    private var configuration = Configuration()
    private var listeners: ListenerList
    private var alerts: AlertList
    private var paths: [String: Span] = [:]
    private var passed: [Token] = []
    private var requestMemory: Token?
    private var findings: Findings { reading.findings }

    /// Reads all directives of all files; complete only if no mistake was found.
    static func read(_ directives: [Directive], file: String, reading: Reading) -> Configuration {
        var block = GlobalBlock(reading: reading)
        for directive in reading.known(directives, in: .top, of: nil) { block.read(directive) }
        block.configuration.listeners = block.listeners.listeners()
        block.configuration.admin = block.listeners.adminAddress
        block.configuration.adminShowsPayloads = block.listeners.adminShowsPayloads
        block.configuration.alerts = block.alerts.alerts
        block.alerts.check(against: block.configuration)
        block.checkPassedVariables()
        block.checkRequestMemory()
        block.checkCompleteness(of: file, directives)
        return block.configuration
    }

    private init(reading: Reading) {
        self.reading = reading
        listeners = ListenerList(reading: reading)
        alerts = AlertList(reading: reading)
    }

    private mutating func read(_ directive: Directive) {
        guard directive.name.text != "endpoint" else { return readEndpoint(directive) }
        var arguments = Arguments(of: directive, in: .top, reading: reading)
        switch directive.name.text {
        case "listen": listeners.read(&arguments)
        case "admin": listeners.readAdmin(&arguments)
        case "client-ca": listeners.readClientAuthorities(&arguments)
        case "max-connections": arguments.value(Quantity.count).map { configuration.maximumConnections = $0 }
        case "max-connections-per-client":
            arguments.value(Quantity.count).map { configuration.maximumConnectionsPerClient = $0 }
        case "max-request-memory":
            let word = arguments.next
            guard let bytes = arguments.value(Quantity.memory) else { break }
            (configuration.maximumRequestMemory, requestMemory) = (bytes, word)
        case "allow": configuration.access.allowed += arguments.networks()
        case "deny": configuration.access.denied += arguments.networks()
        case "trust-proxy": readProxies(&arguments)
        case "ready-max-lag": arguments.value(Quantity.duration).map { configuration.readyMaximumLag = $0 }
        case "reload": configuration.reloadsOnChange = arguments.choice(of: ["on-change"]) != nil
        case "journal": reading.journal(&arguments).map { configuration.journal = $0 }
        case "lease": readLease(&arguments)
        case "max-running-total": arguments.value(Quantity.count).map { configuration.maximumRunningTotal = $0 }
        case "max-running": arguments.value(Quantity.count).map { configuration.maximumRunning = $0 }
        case "max-pending": arguments.value(Quantity.count).map { configuration.maximumPending = $0 }
        case "shutdown-timeout": arguments.value(Quantity.duration).map { configuration.shutdownTimeout = $0 }
        case "keep": arguments.value(Quantity.duration).map { configuration.keep = $0 }
        case "keep-failed": arguments.value(Quantity.duration).map { configuration.keepFailed = $0 }
        case "on-failure": readCommand(&arguments, variables: nil).map { configuration.onFailure = $0 }
        case "on-alert":
            alerts.noteCommand(directive.name)
            readCommand(&arguments, variables: "ALERT").map { configuration.onAlert = $0 }
        case "alert": alerts.read(directive.name, &arguments)
        case "log": readLog(&arguments)
        default: _ = arguments.remaining()
        }
        arguments.end()
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

    private mutating func readLease(_ arguments: inout Arguments) {
        guard let word = arguments.next, let lease = arguments.value(Quantity.duration) else { return }
        guard lease >= .seconds(10) else {
            return arguments.fail(
                "a lease is at least 10s, got \(word.shown)", at: word.span,
                help: "a command that has to end before its lease gets 5s to do so")
        }
        configuration.lease = lease
    }

    private mutating func readLog(_ arguments: inout Arguments) {
        let formats = LogSettings.Format.allCases.map(\.rawValue)
        let levels = LogSettings.Level.allCases.map(\.rawValue)
        guard let format = arguments.choice(of: formats).flatMap(LogSettings.Format.init) else { return }
        configuration.log.format = format
        guard arguments.next != nil else { return }
        arguments.choice(of: levels).flatMap(LogSettings.Level.init).map { configuration.log.level = $0 }
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
