import Formats
import Processes
import Values

/// Sends requests with curl(1), which uses this machine's certificates and proxies.
struct Curl: Sendable {
    struct Request: Sendable, Equatable {
        let method: String
        /// May contain credentials.
        let url: String
        /// In addition to curl's own.
        var fields: [HeaderFields.Field] = []
        var body: [UInt8]?
        /// For the whole exchange.
        let timeout: Duration
        let allowsHTTP: Bool
        /// Whether it goes to this machine, without a proxy.
        let isLocal: Bool
        /// Path of a Unix socket to use, whatever the URL's host; nil for TCP.
        var socket: String?
    }

    struct Answer: Sendable, Equatable {
        var status: Int
        /// A proxy's answer to CONNECT; 0 without a proxy.
        var proxyStatus = 0
        var contentType = ""
        /// Target of a redirection; empty if it is none.
        var redirection = ""
        var body: [UInt8] = []
    }

    /// Why there is no answer.
    enum Problem: Error, Sendable, Equatable {
        /// curl is missing or cannot be started, or there is no memory for the body.
        case notStarted(String)
        /// Status as in curl(1), EXIT CODES.
        case failed(status: Int, words: String, proxyStatus: Int)
        /// The answer is longer than ``longestAnswer``.
        case tooLong
        /// curl was killed or timed out.
        case ended

        /// Whether the server was reached but did not answer: curl(1), EXIT CODES, 28.
        var isSilence: Bool {
            if case .failed(status: 28, _, _) = self { true } else { self == .ended }
        }
    }

    /// In bytes.
    static let longestAnswer = 16 << 20
    private static let connectTime: Duration = .seconds(15)

    private let environment: [EnvironmentVariable]

    /// The variables that curl needs; others may hold a key or a token.
    private static let inherited: Set<String> = [
        "PATH", "TMPDIR", "LANG", "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY",
        "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF",
    ]

    /// Passes on what curl needs of the program's environment.
    init(environment: [String: String]) {
        self.environment = environment.filter { Self.inherited.contains($0.key) }
            .map { EnvironmentVariable($0.key, $0.value) }
    }

    /// Sends a request, and returns the answer whatever its status.
    func send(_ request: Request) async throws(Problem) -> Answer {
        let mark = "hookrunner-\(UInt64.random(in: 0...UInt64.max))"
        let body = try body(of: request)
        defer { withExtendedLifetime(body) {} }
        let invocation = CommandInvocation(
            // `--disable` must come first. It ignores ~/.curlrc, which may be verbose or follow redirections.
            arguments: ["curl", "--disable", "--config", "-"],
            environment: environment,
            input: Array(Self.configuration(for: request, bodyAt: body?.path, mark: mark).utf8),
            timeout: request.timeout + .seconds(5),
            streamsOutput: true)
        let (exit, printed) = await CollectedOutput.of(invocation, limit: Self.longestAnswer)
        guard let output = printed else { throw .tooLong }
        let answer = Self.answer(in: output, mark: mark)
        switch exit {
        case .status(0): if let answer { return answer }
        case .notStarted(let reason): throw .notStarted(reason)
        case .timedOut, .silent, .interrupted, .signal: throw .ended
        case .status: break
        }
        let status = if case .status(let status) = exit { status } else { 0 }
        throw .failed(status: status, words: Self.words(in: output), proxyStatus: answer?.proxyStatus ?? 0)
    }

    /// The body in a file that disappears with the process: standard input already has curl's configuration.
    private func body(of request: Request) throws(Problem) -> MemoryFile? {
        guard let body = request.body else { return nil }
        do {
            return try MemoryFile(holding: body)
        } catch {
            throw .notStarted(error.message)
        }
    }

    /// Does not follow redirections: they would receive keys and tokens.
    static func configuration(for request: Request, bodyAt path: String?, mark: String) -> String {
        var configuration = CurlConfiguration()
        for option in ["silent", "show-error", "globoff", "path-as-is"] as [StaticString] { configuration.add(option) }
        configuration.add("proto", request.allowsHTTP ? "=http,https" : "=https")
        if request.isLocal { configuration.add("noproxy", "*") }
        if let socket = request.socket { configuration.add("unix-socket", socket) }
        configuration.add("max-time", request.timeout.inSeconds)
        configuration.add("connect-timeout", min(request.timeout, connectTime).inSeconds)
        configuration.add("max-filesize", String(longestAnswer))
        configuration.add("user-agent", "hookrunner/\(Help.version)")
        for field in request.fields { configuration.add("header", field) }
        configuration.add("request", request.method)
        configuration.add("url", request.url)
        if let path { configuration.add("data-binary", "@\(path)") }
        configuration.add(
            "write-out", "\\n\(mark)\\n%{http_code}\\n%{http_connect}\\n%{content_type}\\n%{redirect_url}\\n")
        return configuration.text
    }

    /// Parses curl's output: the body, the mark, and one line for each property of the answer.
    static func answer(in output: [UInt8], mark: String) -> Answer? {
        guard let place = output.ranges(of: Array("\n\(mark)\n".utf8)).last else { return nil }
        let lines = String(decoding: output[place.upperBound...], as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 4, let status = Int(lines[0]) else { return nil }
        return Answer(
            status: status, proxyStatus: Int(lines[1]) ?? 0, contentType: lines[2].lowercased(),
            redirection: String(lines[3]), body: Array(output[..<place.lowerBound]))
    }

    /// curl's own message, without its name: `Could not resolve host: circularo.example`.
    private static func words(in output: [UInt8]) -> String {
        let message = String(decoding: output.suffix(4096), as: UTF8.self).split(separator: "\n")
            .last { $0.hasPrefix("curl: ") }
        return String((message ?? "").replacing(/^curl: (\([0-9]+\) )?/, with: ""))
    }
}

extension Duration {
    /// As curl expects it: `0.25`.
    fileprivate var inSeconds: String {
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction)"
    }
}
