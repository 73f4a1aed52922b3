import Values

/// Reads the `listen` directives and `admin`, whose addresses must not overlap.
struct ListenerList {
    /// Longest path of a Unix socket in bytes, unix(7).
    private static let longestSocketPath = 107

    private let context: ParseContext
    private var found: [(listener: Listener, span: Span, tls: TLSWords?)] = []
    private var admin: (address: ListenAddress, span: Span)?
    private(set) var adminShowsPayloads = false
    private var clientAuthorities: Token?

    private struct TLSWords {
        let certificate: Token
        let key: Token
    }

    init(context: ParseContext) {
        self.context = context
    }

    /// `listen …`
    mutating func read(_ arguments: inout Arguments) {
        guard let word = arguments.next else { return _ = arguments.word() }
        guard let address = address(&arguments) else { return }
        var tls: TLSWords?
        var listener = Listener(address)
        if !address.isUnixSocket, arguments.skip("tls") {
            guard let certificate = arguments.word(), let key = arguments.word() else { return }
            tls = TLSWords(certificate: certificate, key: key)
            listener.tls = TLSFiles(
                certificate: context.resolved(certificate.text, in: certificate.span.source),
                key: context.resolved(key.text, in: key.span.source))
        }
        checkOverlap(address, at: word.span)
        found.append((listener, word.span, tls))
    }

    /// `admin …`
    mutating func readAdmin(_ arguments: inout Arguments) {
        guard let word = arguments.next else { return _ = arguments.word() }
        let isSocket = word.text.hasPrefix("unix:")
        guard let address = isSocket ? socket(&arguments) : arguments.value(Address.listener) else { return }
        checkOverlap(address, at: word.span)
        admin = (address, word.span)
        if !isSocket, let word = arguments.next, arguments.skip("show-payloads") {
            adminShowsPayloads = true
            guard !address.isLocal else { return }
            arguments.warn(
                "payloads and output are readable by anyone who can reach '\(address)'", at: word.span,
                help: "there is no authentication; use 127.0.0.1 or a Unix socket, or remove 'show-payloads'")
        }
    }

    var adminAddress: ListenAddress? { admin?.address }

    /// `client-ca FILE`
    mutating func readClientAuthorities(_ arguments: inout Arguments) {
        clientAuthorities = arguments.word()
    }

    /// All listeners, after a check of their files.
    func listeners() -> [Listener] {
        let authorities = clientAuthorities.map { context.resolved($0.text, in: $0.span.source) }
        if let clientAuthorities, !found.isEmpty, !found.contains(where: { $0.tls != nil }) {
            context.findings.error(
                "'client-ca' needs a 'listen' with tls", at: clientAuthorities.span,
                help: "only TLS clients have certificates")
        }
        return found.map { listener, _, words in
            guard var files = listener.tls, let words else { return listener }
            files.clientAuthorities = authorities
            check(files, words)
            return Listener(listener.address, tls: files)
        }
    }

    private func address(_ arguments: inout Arguments) -> ListenAddress? {
        guard let word = arguments.next else { return nil }
        if word.text == "systemd" {
            _ = arguments.word()
            return .systemd
        }
        return word.text.hasPrefix("unix:") ? socket(&arguments) : arguments.value(Address.listener)
    }

    /// `unix:PATH [mode MODE]`
    private func socket(_ arguments: inout Arguments) -> ListenAddress? {
        guard let word = arguments.word() else { return nil }
        let path = context.resolved(String(word.text.dropFirst("unix:".count)), in: word.span.source)
        guard word.text != "unix:", !path.utf8.contains(0), path.utf8.count <= Self.longestSocketPath else {
            let problem = word.text == "unix:" ? "the path is empty" : "the socket's path is too long"
            arguments.fail(
                problem, at: word.span, help: "a socket's path has at most \(Self.longestSocketPath) bytes, unix(7)")
            return nil
        }
        guard arguments.skip("mode") else { return .unix(path: path, mode: 0o660) }
        return arguments.value(Quantity.mode).map { .unix(path: path, mode: $0) }
    }

    private func checkOverlap(_ address: ListenAddress, at span: Span) {
        let taken = found.map { ($0.listener.address, $0.span) } + (admin.map { [$0] } ?? [])
        guard let (other, place) = taken.first(where: { $0.0.overlaps(address) }) else { return }
        let isSame = other.description == address.description
        context.findings.error(
            isSame
                ? "duplicate listen address '\(address)'"
                : "'\(address)' and '\(other)' use the same port",
            at: span, help: isSame ? "remove one of them" : "0.0.0.0 and [::] are all addresses of the machine",
            note: ("first given here", place))
    }

    /// Only where keys are needed: users who only need the journal may not be able to read the files.
    private func check(_ files: TLSFiles, _ words: TLSWords) {
        guard context.needs.contains(.secrets) else { return }
        var named = [(files.certificate, words.certificate), (files.key, words.key)]
        if let path = files.clientAuthorities, let clientAuthorities { named.append((path, clientAuthorities)) }
        let isReadable = named.map { path, word in canRead(path, isKey: path == files.key, word) }
        guard !isReadable.contains(false) else { return }
        for problem in context.certificates(files) { report(problem, words) }
    }

    private func canRead(_ path: String, isKey: Bool, _ word: Token) -> Bool {
        switch context.read(path, limit: Include.longestFile) {
        case .success(let content):
            let what = isKey ? "private key" : "certificate"
            context.judge(content.ownership, as: .key, what, path, at: word.span)
            if isKey { context.checkSecrecy(of: content.ownership, what, path, at: word.span) }
            return true
        case .failure(let problem):
            context.findings.error("cannot read \(path): \(problem)", at: word.span, help: "it must be a PEM file")
            return false
        }
    }

    private func report(_ problem: CertificateProblem, _ words: TLSWords) {
        let word =
            switch problem.file {
            case .certificate: words.certificate
            case .key: words.key
            case .clientAuthorities: clientAuthorities ?? words.certificate
            }
        if problem.isWarning {
            context.findings.warning(problem.text, at: word.span, help: problem.help)
        } else {
            context.findings.error(problem.text, at: word.span, help: problem.help)
        }
    }
}

extension ListenAddress {
    fileprivate var isUnixSocket: Bool {
        if case .unix = self { true } else { false }
    }

    /// Whether bind(2) would fail for the second one. Port 0 is a free port each time.
    fileprivate func overlaps(_ other: ListenAddress) -> Bool {
        switch (self, other) {
        case (.unix(let path, _), .unix(let otherPath, _)): return path == otherPath
        case (.systemd, .systemd): return true
        case (.tcp(let host, let port), .tcp(let otherHost, let otherPort)):
            guard port == otherPort, port != 0 else { return false }
            let isOneFamily = host.contains(":") == otherHost.contains(":")
            return isOneFamily && (host == otherHost || [host, otherHost].contains { $0 == "0.0.0.0" || $0 == "::" })
        case (.tcp, _), (.unix, _), (.systemd, _): return false
        }
    }
}
