import Formats
import Values

/// `endpoint PATH { … }`: makes an endpoint of it.
struct EndpointBlock: DirectiveBlock {
    let context: ParseContext
    /// The word after `endpoint`; nil if it is missing.
    let path: Token?
    var value: Endpoint
    var given = GivenDirectives()
    /// The keys, as far as they were read.
    private(set) var keys: [SharedKeys.Key] = []
    private var hooks: [HookBlock] = []
    private let span: Span

    /// Reads the directive.
    static func read(_ arguments: inout Arguments, context: ParseContext) -> EndpointBlock {
        let path = arguments.word()
        if let path { checkPath(path, &arguments) }
        let directive = arguments.directive
        var block = EndpointBlock(context: context, path: path, line: directive.name.span)
        block.read(directive.block?.directives ?? [])
        return block
    }

    private init(context: ParseContext, path: Token?, line: Span) {
        self.context = context
        self.path = path
        span = path?.span ?? line
        value = Endpoint(path: path?.text ?? "", provider: .circularo, secrets: [], place: line.line)
    }

    /// The words after every `pass-env`.
    var passed: [Token] { hooks.flatMap(\.passed) }

    private static func checkPath(_ path: Token, _ arguments: inout Arguments) {
        if !path.text.hasPrefix("/") {
            arguments.fail(
                "a path begins with '/', got \(path.shown)", at: path.span,
                help: path.isHidden ? nil : "did you mean '/\(path.text)'?")
        } else if path.text.contains(where: { "?#".contains($0) }) {
            arguments.fail("a path cannot contain '?' or '#'", at: path.span, help: "queries are ignored")
        } else if path.text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
            arguments.fail("a path cannot contain white space or control characters", at: path.span)
        } else if path.text.contains("%") {
            arguments.warn(
                "'%' is an ordinary character here: requests are compared after percent-decoding",
                at: path.span, help: "write the decoded character")
        }
    }

    private var title: String {
        guard let path, !path.text.isEmpty else { return "this endpoint" }
        return "endpoint \(path.shown)"
    }

    private mutating func read(_ directives: [Directive]) {
        // Events are compared with those of the provider, in whatever order the lines are.
        read(directives, of: title, first: "provider")
        value.hooks = HookNames(findings: findings, title: title).named(hooks)
        checkProvider(directives)
        checkSecret(directives)
        checkReplayWindow()
        if hooks.isEmpty {
            findings.warning(
                "\(title) has no hooks", at: span,
                help: "its deliveries are stored and run nothing; add 'on EVENT run ...'")
        }
    }

    private var knownProvider: ProviderName? {
        given["provider"].flatMap(\.words.first).flatMap { ProviderName(rawValue: $0.text) }
    }

    mutating func readProvider(_ arguments: inout Arguments) {
        let directive = arguments.directive
        guard let name = arguments.choice(of: ProviderName.self) else { return }
        value.provider = name
        switch (name, directive.block) {
        case (.custom, let block?):
            value.customScheme = CustomProviderBlock.read(block, name: directive.name.span, context: context)
        case (.custom, nil):
            arguments.fail(
                "'provider custom' needs a block", at: directive.name.span, help: "end the line with '{'")
        case (_, let block?): findings.error("only 'provider custom' has a block", at: block.opening.span)
        case (_, nil): break
        }
    }

    mutating func readSecret(_ arguments: inout Arguments) {
        let source = SecretSource(context: context, provider: knownProvider)
        guard let key = source.secret(&arguments) else { return }
        value.secrets.append(key)
        guard let path else { return }
        keys.append(SharedKeys.Key(key, of: knownProvider, at: path, given: arguments.directive.name.span))
    }

    mutating func readHook(_ arguments: inout Arguments) {
        hooks.append(HookBlock.read(&arguments, provider: knownProvider, context: context))
    }

    mutating func readReply(_ arguments: inout Arguments) {
        guard !arguments.skip("wait") else {
            arguments.value(Quantity.duration).map { value.replyWait = $0 }
            return
        }
        guard let word = arguments.word() else { return }
        if let field = CommandTemplate.Word(word.text).fields.first {
            arguments.warn(
                "placeholders only work in 'run': this text is sent literally", at: word.span,
                help: #"write '\{\#(field.description.dropFirst())}' if that is intended"#)
        }
        value.replyText = ReplyText(word.text.replacing("\\{", with: "{"))
    }

    mutating func readEach(_ arguments: inout Arguments) {
        guard let word = arguments.next, arguments.skip(".") else {
            value.each = arguments.field()
            return
        }
        value.each = .whole
        guard let provider = knownProvider, provider != .custom else { return }
        arguments.fail(
            "the body of \(provider.rawValue) is not an array, so 'each .' cannot split it", at: word.span,
            help: "name the field that holds the array, or remove 'each'")
    }

    private func checkProvider(_ directives: [Directive]) {
        guard !context.isMeant("provider", by: directives, in: .endpoint) else { return }
        findings.error("\(title) has no 'provider'", at: span, help: "add 'provider circularo'")
    }

    /// A window that accepts nothing, or that rejects no replay, is a mistake.
    private func checkReplayWindow() {
        guard let window = given["replay-window"]?.name.span, let provider = knownProvider else { return }
        if let unsigned = given["unsigned"]?.name.span {
            findings.error(
                "\(title) has both 'replay-window' and 'unsigned'", at: window, help: "remove one of them",
                note: ("'unsigned' here means that no time is authenticated", unsigned))
        } else if !provider.signsTime {
            findings.error(
                "\(provider.rawValue) signs no time, so every request would be rejected", at: window,
                help: "remove it; 'duplicates' drops repeated deliveries")
        } else if provider == .gitlab, !value.secrets.allSatisfy(\.isSigningToken) {
            findings.error(
                "'replay-window' needs a signed time, and a secret token of gitlab signs nothing", at: window,
                help: "use a signing token (whsec_...) alone, or remove 'replay-window'")
        } else if let scheme = value.customScheme {
            checkSignedTime(of: scheme, window)
        }
    }

    private func checkSignedTime(of scheme: CustomScheme, _ window: Span) {
        if scheme.timestamp == nil {
            findings.error(
                "'replay-window' needs a time, and 'provider custom' names none", at: window,
                help: "add 'timestamp .FIELD' or 'timestamp header NAME' to the block of 'provider custom'")
        } else if !scheme.signsTime {
            findings.error(
                "'replay-window' needs a signed time", at: window,
                help: scheme.algorithm == .token
                    ? "remove it: with 'algorithm token' nothing is signed"
                    : "add '{timestamp}' to 'signed', if the provider signs it")
        }
    }

    private func checkSecret(_ directives: [Directive]) {
        switch (given["secret"]?.name.span, given["unsigned"]?.name.span) {
        case (let secret?, let unsigned?):
            findings.error(
                "\(title) has both 'secret' and 'unsigned'", at: unsigned, help: "remove one of them",
                note: ("the secret is given here", secret))
        case (nil, let unsigned?):
            findings.warning(
                "\(title) accepts unauthenticated requests", at: unsigned,
                help: "add a 'secret' so that only the provider can trigger its hooks")
        case (nil, nil) where !directives.contains { Confidential.namesSecret($0.name.text) }:
            guard !["secret", "unsigned"].contains(where: { context.isMeant($0, by: directives, in: .endpoint) }) else {
                return
            }
            findings.error(
                "\(title) has no 'secret'", at: span,
                help: "add 'secret file PATH' or 'secret env NAME'; 'unsigned' accepts unauthenticated requests")
        case (nil, nil), (_?, nil): break
        }
    }
}
