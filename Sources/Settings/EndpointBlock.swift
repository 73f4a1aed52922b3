import Formats
import Values

/// `endpoint PATH { … }`: makes an endpoint of it.
struct EndpointBlock {
    private let reading: Reading
    private let path: Token
    private var endpoint: Endpoint
    private var provider: Token?
    private var secret: Span?
    private var unsigned: Span?
    private var replayWindow: Span?
    private var duplicates: Span?
    private var hooks: [HookBlock.Result] = []
    private var findings: Findings { reading.findings }
    /// The words after every `pass-env`, for a look at them when all secrets are known.
    private(set) var passed: [Token] = []
    private var keys: [SharedKeys.Key] = []

    /// Reads the directive.
    static func read(_ directive: Directive, reading: Reading) -> Result? {
        var arguments = Arguments(of: directive, in: .top, reading: reading)
        let path = arguments.word()
        if let path { checkPath(path, &arguments) }
        arguments.end()
        var block = EndpointBlock(
            reading: reading, path: path ?? directive.name,
            endpoint: Endpoint(
                path: path?.text ?? "", provider: .circularo, secrets: [], place: directive.name.span.line))
        block.read(directive.block?.directives ?? [])
        return Result(
            endpoint: block.endpoint, path: path, duplicates: block.duplicates, passed: block.passed, keys: block.keys)
    }

    /// What a directive said.
    struct Result {
        /// Complete only if no mistake was found.
        let endpoint: Endpoint
        /// The word after `endpoint`; nil if it is missing.
        let path: Token?
        /// Where `duplicates` is; nil for the default.
        let duplicates: Span?
        /// The words after every `pass-env`.
        let passed: [Token]
        /// Its keys, as far as they were read.
        let keys: [SharedKeys.Key]
    }

    private static func checkPath(_ path: Token, _ arguments: inout Arguments) {
        if !path.text.hasPrefix("/") {
            arguments.fail(
                "a path begins with '/', got \(path.shown)", at: path.span,
                help: path.isHidden ? nil : "did you mean '/\(path.text)'?")
        } else if path.text.contains(where: { "?#".contains($0) }) {
            arguments.fail("a path has no '?' and no '#'", at: path.span, help: "queries are not looked at")
        } else if path.text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
            arguments.fail("a path has no white space and no control characters", at: path.span)
        } else if path.text.contains("%") {
            arguments.warn(
                "'%' is a letter like any other here: this is compared with a path that is decoded already",
                at: path.span, help: "write the letter that it stands for")
        }
    }

    private var title: String { endpoint.path.isEmpty ? "this endpoint" : "endpoint \(path.shown)" }

    private mutating func read(_ directives: [Directive]) {
        let known = reading.known(directives, as: EndpointDirective.self, of: title)
        // Events are compared with those of the provider, wherever it stands.
        for (name, directive) in known where name == .provider { read(name, directive) }
        for (name, directive) in known where name != .provider { read(name, directive) }
        passed = hooks.flatMap(\.passed)
        endpoint.hooks = HookNames(findings: findings, title: title).named(hooks)
        checkProvider(directives)
        checkSecret(directives)
        checkReplayWindow()
        if hooks.isEmpty {
            findings.warning(
                "\(title) has no hooks", at: path.span,
                help: "its deliveries are kept and run nothing; add 'on EVENT run ...'")
        }
    }

    private var knownProvider: ProviderName? { provider.flatMap { ProviderName(rawValue: $0.text) } }

    private mutating func read(_ name: EndpointDirective, _ directive: Directive) {
        var arguments = Arguments(of: directive, in: .endpoint, reading: reading)
        switch name {
        case .provider: readProvider(directive, &arguments)
        case .secret:
            secret = directive.name.span
            let source = SecretSource(reading: reading, provider: knownProvider)
            if let key = source.secret(directive) {
                endpoint.secrets.append(key)
                keys.append(SharedKeys.Key(key, of: knownProvider, at: path, given: directive.name.span))
            }
            return
        case .unsigned:
            unsigned = directive.name.span
            endpoint.isUnsigned = true
        case .maxBody: arguments.value(Quantity.size).map { endpoint.maximumBodyBytes = $0 }
        case .replayWindow:
            replayWindow = directive.name.span
            arguments.value(Quantity.duration).map { endpoint.replayWindow = $0 }
        case .maxPending: arguments.value(Quantity.count).map { endpoint.maximumPending = $0 }
        case .reply: readReply(&arguments)
        case .allow: endpoint.access.allowed += arguments.networks()
        case .deny: endpoint.access.denied += arguments.networks()
        case .rate: readRate(&arguments)
        case .duplicates:
            duplicates = directive.name.span
            readDuplicates(&arguments)
        case .each: readEach(&arguments)
        case .on: return hooks.append(HookBlock.read(directive, provider: knownProvider, reading: reading))
        // Its files stand in its place already; one with a block has been reported.
        case .include: return
        }
        arguments.end()
    }

    private mutating func readProvider(_ directive: Directive, _ arguments: inout Arguments) {
        provider = directive.words.first ?? directive.name
        let name = arguments.choice(of: ProviderName.self)
        guard let name else { return }
        endpoint.provider = name
        if name == .custom {
            readCustom(directive, &arguments)
        } else if let block = directive.block {
            findings.error("only 'provider custom' has a block", at: block.opening.span)
        }
    }

    private mutating func readCustom(_ directive: Directive, _ arguments: inout Arguments) {
        guard let block = directive.block else {
            return arguments.fail(
                "'provider custom' needs a block", at: directive.name.span, help: "end the line with '{'")
        }
        endpoint.customScheme = CustomProviderBlock.read(block, name: directive.name.span, reading: reading)
    }

    private mutating func readDuplicates(_ arguments: inout Arguments) {
        guard let kind = arguments.choice(of: ["drop", "keep"]) else { return }
        guard kind == "drop" else {
            endpoint.duplicates = .keep
            return
        }
        guard let time = arguments.value(Quantity.duration) else { return }
        var fields: [FieldPath] = []
        if arguments.skip("by") {
            for word in arguments.list(of: "a field") { arguments.field(word).map { fields.append($0) } }
        }
        endpoint.duplicates = .drop(within: time, by: fields)
    }

    private mutating func readReply(_ arguments: inout Arguments) {
        guard !arguments.skip("wait") else {
            arguments.value(Quantity.duration).map { endpoint.replyWait = $0 }
            return
        }
        guard let word = arguments.word() else { return }
        if let field = CommandTemplate.Word(word.text).fields.first {
            arguments.warn(
                "placeholders mean something in 'run' only: this text is sent as it stands", at: word.span,
                help: #"write '\{\#(field.description.dropFirst())}' if that is meant"#)
        }
        endpoint.replyText = ReplyText(word.text.replacing("\\{", with: "{"))
    }

    private mutating func readRate(_ arguments: inout Arguments) {
        guard var rate = arguments.value(Quantity.rate) else { return }
        if arguments.skip("burst") { arguments.value(Quantity.count).map { rate.burst = $0 } }
        endpoint.rate = rate
    }

    private mutating func readEach(_ arguments: inout Arguments) {
        guard let word = arguments.next, arguments.skip(".") else {
            endpoint.each = arguments.field()
            return
        }
        endpoint.each = .whole
        guard let provider = knownProvider, provider != .custom else { return }
        arguments.fail(
            "the body of \(provider.rawValue) is no array that 'each .' could take apart", at: word.span,
            help: "name the field that holds the array, or remove 'each'")
    }

    private func checkProvider(_ directives: [Directive]) {
        guard !reading.isMeant("provider", by: directives, in: .endpoint) else { return }
        findings.error("\(title) has no 'provider'", at: path.span, help: "add 'provider circularo'")
    }

    /// A window that can let nothing in, or that keeps nobody out, is not what somebody meant.
    private func checkReplayWindow() {
        guard let replayWindow, let provider = knownProvider else { return }
        if let unsigned {
            findings.error(
                "\(title) has both 'replay-window' and 'unsigned'", at: replayWindow, help: "remove one of them",
                note: ("nobody vouches for a time because of this", unsigned))
        } else if !provider.signsTime {
            findings.error(
                "\(provider.rawValue) signs no time, so that every request would be refused", at: replayWindow,
                help: "remove it; 'duplicates' keeps out what came before")
        } else if provider == .gitlab, !endpoint.secrets.allSatisfy(\.isSigningToken) {
            findings.error(
                "'replay-window' needs a signed time, and a secret token of gitlab signs nothing", at: replayWindow,
                help: "use a signing token (whsec_...) alone, or remove 'replay-window'")
        } else if let scheme = endpoint.customScheme, scheme.timestamp == nil {
            findings.error(
                "'replay-window' needs a time, and 'provider custom' names none", at: replayWindow,
                help: "add 'timestamp .FIELD' or 'timestamp header NAME' to the block of 'provider custom'")
        } else if let scheme = endpoint.customScheme, !scheme.signsTime {
            findings.error(
                "'replay-window' needs a time that is signed", at: replayWindow,
                help: scheme.algorithm == .token
                    ? "remove it: with 'algorithm token' nothing is signed"
                    : "add '{timestamp}' to 'signed', if the provider signs it")
        }
    }

    private func checkSecret(_ directives: [Directive]) {
        switch (secret, unsigned) {
        case (let secret?, let unsigned?):
            findings.error(
                "\(title) has both 'secret' and 'unsigned'", at: unsigned, help: "remove one of them",
                note: ("the secret is given here", secret))
        case (nil, let unsigned?):
            findings.warning(
                "\(title) takes in what anybody sends", at: unsigned,
                help: "with a secret only the provider could start its hooks")
        case (nil, nil) where !directives.contains { Confidential.namesSecret($0.name.text) }:
            guard !["secret", "unsigned"].contains(where: { reading.isMeant($0, by: directives, in: .endpoint) }) else {
                return
            }
            findings.error(
                "\(title) has no 'secret'", at: path.span,
                help: "add 'secret file PATH' or 'secret env NAME'; 'unsigned' takes in what anybody sends")
        case (nil, nil), (_?, nil): break
        }
    }
}
