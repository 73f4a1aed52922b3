import Formats
import Settings
import Values

/// Circularo's API for webhooks, asked as the user whose token it is.
///
/// The token stands in the URL, as the documentation has it: so the URL is never an argument, and in no message.
struct CircularoAPI: Sendable {
    /// What is asked for.
    enum Call: Sendable, Equatable {
        case list
        case create(JSONValue)
        case delete(id: String)
    }

    /// The documentation names the path for creating and listing; deleting follows its pattern.
    private static let path = "/webhooks"
    private static let defaultTimeout: Duration = .seconds(30)

    private let base: WebURL
    private let token: Secret
    private let timeout: Duration
    private let curl: Curl

    /// Takes URL and token from the options, or from the environment.
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

    /// For messages: whose API it is.
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

    /// Creates a webhook, and returns it as Circularo has it. `secret` is never repeated in a message.
    func create(_ description: JSONValue, secret: String?) async throws(CircularoProblem) -> Webhook {
        let answer = try await send(.create(description), hiding: secret)
        guard let webhook = Webhook(answer) else { throw judge(.create(description)).undocumented("no 'id'") }
        return webhook
    }

    /// Deletes a webhook.
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
    /// The base URL of the API: `--url`, or CIRCULARO_URL. Messages do not repeat it, for it may have the token in it.
    fileprivate static func base(_ arguments: Arguments, in context: Context) throws(Failure) -> WebURL {
        let variable = "CIRCULARO_URL"
        guard let text = arguments["url"] ?? context.environment[variable], !text.isEmpty else {
            throw Failure(.usage, "where is the API? name its base URL with --url, or in the variable \(variable)")
        }
        let name = arguments["url"] == nil ? variable : "--url"
        let url = try read(text, as: name, example: "https://circularo.example/api")
        guard !url.hasQuery else {
            throw Failure(.usage, "\(name) has a query; a token is given with --token-file or in a variable")
        }
        guard url.isEncrypted || url.isLocal || arguments.has("allow-http") else {
            throw Failure(
                .usage,
                "\(name) begins with 'http:', so that the token could be read on the way: "
                    + "write 'https:', or allow it with --allow-http")
        }
        return url
    }

    /// The URL that an option or a variable holds; a message names only the option.
    static func read(_ text: String, as name: String, example: String) throws(Failure) -> WebURL {
        guard let url = WebURL(text) else { throw Failure(.usage, "\(name) is no URL such as '\(example)'") }
        return url
    }
}
