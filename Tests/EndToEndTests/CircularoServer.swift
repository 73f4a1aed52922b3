import Formats
import HTTP
import Synchronization
import Values

/// A stand-in for Circularo's API for webhooks: it takes exactly the requests that the documentation shows, and notes what
/// is wrong with any other.
final class CircularoServer: RequestHandler {
    /// How it answers.
    enum Manner: Sendable {
        /// As Circularo does.
        case faithful
        /// This, whatever it is asked.
        case always(HTTPResponse)
        /// Not before it is told to; as Circularo does, then.
        case holding
    }

    /// A token with everything that means something in a URL, in quotes or to curl.
    static let token = #"t0k"en\n&x=y%20+ü#1'$(id)"#
    private static let query = "token=t0k%22en%5Cn%26x%3Dy%2520%2B%C3%BC%231%27%24%28id%29"

    private struct State {
        var manner = Manner.faithful
        var webhooks: [JSONValue] = []
        var created = 0
        var requests: [HTTPRequest] = []
        var problems: [String] = []
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Runs one for as long as `body` takes; its base URL is the argument.
    static func with(
        _ manner: Manner = .faithful, tls: TLSFiles? = nil, _ body: (CircularoServer, String) async throws -> Void
    ) async throws {
        let circularo = CircularoServer()
        circularo.answer(manner)
        let server = HTTPServer(handler: circularo)
        let address = try server.listen(on: [Listener(.tcp(host: "127.0.0.1", port: 0), tls: tls)])[0]
        server.start()
        do {
            try await body(circularo, "\(tls == nil ? "http" : "https")://\(address)/api/v1")
        } catch {
            await circularo.end(server)
            throw error
        }
        await circularo.end(server)
    }

    private func end(_ server: HTTPServer) async {
        release()
        await server.drain()
        server.stop()
    }

    /// Every request that has arrived.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// What was wrong with them.
    var problems: [String] { state.withLock { $0.problems } }

    /// What it has.
    var webhooks: [JSONValue] { state.withLock { $0.webhooks } }

    /// Answers in this manner from now on.
    func answer(_ manner: Manner) {
        state.withLock { $0.manner = manner }
    }

    /// Has it list this.
    func put(_ webhook: JSONValue) {
        state.withLock { $0.webhooks.append(webhook) }
    }

    /// Whether a request waits for its answer.
    var isHolding: Bool { state.withLock { !$0.held.isEmpty } }

    /// Answers those that wait.
    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.manner = .faithful
            return state.held
        }
        held.forEach { $0.resume() }
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        .accept(maximumBodyBytes: 1 << 20) { await self.respond(to: $0) }
    }

    private nonisolated(nonsending) func respond(to request: HTTPRequest) async -> HTTPResponse {
        state.withLock { $0.requests.append(request) }
        if case .always(let response) = state.withLock({ $0.manner }) { return response }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                guard case .holding = state.manner else { return false }
                state.held.append(continuation)
                return true
            }
            if !isHeld { continuation.resume() }
        }
        return faithfulAnswer(to: request)
    }

    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {
        state.withLock { $0.problems.append("\(status) \(reason)") }
    }

    func dropped(reason: String, from peer: PeerAddress) {}

    private func faithfulAnswer(to request: HTTPRequest) -> HTTPResponse {
        if let problem = problem(with: request) {
            state.withLock { $0.problems.append(problem) }
            return .json(400, ["message": .string(problem)])
        }
        switch request.method {
        case "GET": return .json(200, ["results": .array(webhooks)])
        case "POST": return create(request.body)
        default: return delete(String(request.path.dropFirst("/api/v1/webhooks/".count)))
        }
    }

    private func problem(with request: HTTPRequest) -> String? {
        guard request.query == Self.query else { return "query \(request.query ?? "none")" }
        var names = ["accept", "host", "user-agent"]
        if request.method == "POST" { names += ["content-length", "content-type"] }
        let found = request.fields.fields.map { $0.name.lowercased() }.sorted()
        guard found == names.sorted() else { return "header \(found)" }
        guard request.fields["accept"] == "application/json" else { return "accept" }
        guard request.fields["user-agent"]?.wholeMatch(of: /hookrunner\/[0-9.]+/) != nil else { return "user-agent" }
        switch request.method {
        case "GET": return request.path == "/api/v1/webhooks" && request.body.isEmpty ? nil : "GET \(request.path)"
        case "POST":
            guard request.fields["content-type"] == "application/json" else { return "content-type" }
            return request.path == "/api/v1/webhooks" ? nil : "POST \(request.path)"
        case "DELETE":
            return request.path.hasPrefix("/api/v1/webhooks/") && request.body.isEmpty ? nil : "DELETE \(request.path)"
        default: return request.method
        }
    }

    private func create(_ body: [UInt8]) -> HTTPResponse {
        guard let asked = try? JSONReader.value(in: body), case .object(let members) = asked else {
            return .json(400, ["message": "no object"])
        }
        let unknown = Set(members.map(\.name)).subtracting(["type", "name", "callbackUrl", "hmacSecret"])
        guard unknown.isEmpty, let callback = asked["callbackUrl"]?.scalar, let type = asked["type"]?.scalar,
            type == "team" || type == "tenant" && asked["name"] == nil
        else { return .json(400, ["message": "members"]) }
        let webhook = state.withLock { state in
            state.created += 1
            let webhook: JSONValue = [
                "id": .string("id/\(state.created)"), "creator": "admin", "createDate": "2026-11-23T20:54:01.250Z",
                "type": .string(type), "name": asked["name"] ?? .null, "callbackUrl": .string(callback),
                "hmacSecret": asked["hmacSecret"] ?? .null,
            ]
            state.webhooks.append(webhook)
            return webhook
        }
        return .json(200, webhook)
    }

    private func delete(_ id: String) -> HTTPResponse {
        let isThere = state.withLock { state in
            let count = state.webhooks.count
            state.webhooks.removeAll { $0["id"]?.scalar == id }
            return state.webhooks.count < count
        }
        return isThere ? HTTPResponse(status: 204) : .json(404, ["message": "not found"])
    }
}

extension HTTPResponse {
    /// An answer with a JSON body.
    static func json(_ status: Int, _ value: JSONValue) -> HTTPResponse {
        text(status, value.text, type: "application/json")
    }

    /// An answer with any body.
    static func text(_ status: Int, _ text: String, type: String, _ fields: [HeaderFields.Field] = []) -> HTTPResponse {
        HTTPResponse(
            status: status, fields: HeaderFields([.init(name: "Content-Type", value: type)] + fields),
            body: Array(text.utf8))
    }
}
