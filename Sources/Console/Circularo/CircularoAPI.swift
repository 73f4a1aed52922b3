import Formats
import Settings
import Values

/// Circularo's API for webhooks, with the rights of the token's user.
///
/// The documentation puts the token into the URL; so the URL is never an argument, and never in a message.
struct CircularoAPI: Sendable {
    static let options: [Subcommand.Option] = [
        .init(name: "url", letter: "u", value: "URL", help: "Base URL of Circularo's API (default: $CIRCULARO_URL)"),
        .init(name: "token-file", value: "FILE", candidates: .files, help: "File that holds the API token"),
        .init(
            name: "token-env", value: "NAME", help: "Variable that holds the API token (default: CIRCULARO_TOKEN)"),
        .init(name: "timeout", value: "TIME", help: "Maximum time for an answer (default: 30s)"),
        .init(name: "allow-http", help: "Allow connections without TLS, which anyone on the way can read"), .json,
    ]

    enum Call: Sendable, Equatable {
        case list
        case create(JSONValue)
        case delete(id: String)
    }

    /// Documented for creating and listing; deletion follows the pattern.
    private static let path = "/webhooks"
    private static let defaultTimeout: Duration = .seconds(30)

    private let base: WebURL
    private let token: Secret
    private let timeout: Duration
    private let curl: Curl

    /// Reads URL and token from the options or the environment.
    init(_ arguments: Arguments, in context: Context) throws(Failure) {
        base = try WebURL.base(arguments, in: context)
        token = try CircularoToken.read(arguments, in: context)
        if let text = arguments["timeout"] {
            guard let timeout = Duration(word: text) else {
                throw Failure(.usage, "expected a duration such as '30s' after --timeout, got '\(text.escaped)'")
            }
            self.timeout = timeout
        } else {
            timeout = Self.defaultTimeout
        }
        SecretVariable.remove(CircularoToken.variable(arguments))
        curl = Curl(environment: context.environment)
    }

    /// For messages.
    var host: String { base.host }

    /// Every webhook that the token's user may see.
    func webhooks() async throws(CircularoProblem) -> [Webhook] {
        let answer = try await send(.list)
        guard case .array(let items)? = answer["results"] else { throw judge(.list).undocumented("no 'results'") }
        var webhooks: [Webhook] = []
        for item in items {
            guard let webhook = Webhook(item) else { throw judge(.list).undocumented("a webhook without an id") }
            webhooks.append(webhook)
        }
        return webhooks
    }

    /// Creates a webhook, and returns Circularo's description of it. No message contains `secret`.
    func create(_ description: JSONValue, secret: String?) async throws(CircularoProblem) -> Webhook {
        let answer = try await send(.create(description), hiding: secret)
        guard let webhook = Webhook(answer) else { throw judge(.create(description)).undocumented("no 'id'") }
        return webhook
    }

    func delete(id: String) async throws(CircularoProblem) {
        _ = try await send(.delete(id: id))
    }

    private func judge(_ call: Call, hiding secret: String? = nil) -> CircularoJudge {
        CircularoJudge(
            call: call, host: base.host, timeout: timeout,
            redaction: Redaction([String(decoding: token.bytes, as: UTF8.self), secret ?? ""]))
    }

    private func send(_ call: Call, hiding secret: String? = nil) async throws(CircularoProblem) -> JSONValue {
        let judge = judge(call, hiding: secret)
        let answer: Curl.Answer
        do {
            answer = try await curl.send(request(for: call))
        } catch {
            throw judge.problem(with: error)
        }
        return try judge.content(of: answer)
    }

    private func request(for call: Call) -> Curl.Request {
        let (method, path, body): (String, String, String?) =
            switch call {
            case .list: ("GET", Self.path, nil)
            case .create(let description): ("POST", Self.path, description.text)
            case .delete(let id): ("DELETE", "\(Self.path)/\(id.percentEncoded)", nil)
            }
        let query = "?token=\(String(decoding: token.bytes, as: UTF8.self).percentEncoded)"
        var fields = [HeaderFields.Field(name: "Accept", value: "application/json")]
        if body != nil { fields.append(.init(name: "Content-Type", value: "application/json")) }
        return Curl.Request(
            method: method, url: base.base + path + query, fields: fields, body: body.map { Array($0.utf8) },
            timeout: timeout,
            allowsHTTP: !base.isEncrypted, isLocal: base.isLocal)
    }
}

extension WebURL {
    /// `--url` or CIRCULARO_URL. Messages do not repeat it: it may contain the token.
    fileprivate static func base(_ arguments: Arguments, in context: Context) throws(Failure) -> WebURL {
        let variable = "CIRCULARO_URL"
        guard let text = arguments["url"] ?? context.environment[variable], !text.isEmpty else {
            throw Failure(.usage, "no API URL: pass --url, or set \(variable)")
        }
        let name = arguments["url"] == nil ? variable : "--url"
        let url = try read(text, as: name, example: "https://circularo.example/api")
        guard !url.hasQuery else {
            throw Failure(.usage, "\(name) has a query; pass a token with --token-file or in a variable")
        }
        guard url.isEncrypted || url.isLocal || arguments.has("allow-http") else {
            throw Failure(
                .usage,
                "\(name) has no TLS, so the token could be read in transit: use 'https:', or pass --allow-http")
        }
        return url
    }

    /// The URL in an option or a variable; messages name only the option.
    static func read(_ text: String, as name: String, example: String) throws(Failure) -> WebURL {
        guard let url = WebURL(text) else { throw Failure(.usage, "\(name): expected a URL such as '\(example)'") }
        return url
    }
}
