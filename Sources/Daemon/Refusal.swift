import Formats
import HTTP
import Signatures
import Values

/// Why a request is rejected, and what its sender is told: the table of hookrunner(1), HTTP.
enum Refusal: Error, Equatable {
    /// No endpoint is there.
    case unknownPath
    /// Endpoints take POST.
    case methodNotAllowed
    /// The client may not send here.
    case forbidden
    /// `Forwarded` and `X-Forwarded-For` name different clients.
    case contradictoryClient
    /// A trusted proxy names its client in a way that cannot be read.
    case unreadableClient
    /// A page of another site had a browser send it, to an endpoint without signatures.
    case crossSite
    /// The client has sent too much; this long it has to wait.
    case tooManyRequests(Duration)
    /// Not from the provider, or of no use.
    case notGenuine(Rejection)
    /// The journal cannot take it.
    case journalFailed
    /// As many runs wait as `max-pending` allows.
    case tooManyPending
    /// The daemon is about to end.
    case shuttingDown

    /// The status code.
    var status: Int {
        switch self {
        case .unknownPath: 404
        case .methodNotAllowed: 405
        case .forbidden: 403
        case .contradictoryClient, .unreadableClient: 400
        case .crossSite: 403
        case .tooManyRequests: 429
        case .notGenuine(let rejection): rejection.isAuthentication ? 401 : 400
        case .journalFailed, .tooManyPending, .shuttingDown: 503
        }
    }

    /// For the log: stable, and as precise as it can be.
    var reason: String {
        switch self {
        case .unknownPath: "unknown-path"
        case .methodNotAllowed: "method-not-allowed"
        case .forbidden: "forbidden"
        case .contradictoryClient: "contradictory-client"
        case .unreadableClient: "unreadable-client"
        case .crossSite: "cross-site"
        case .tooManyRequests: "too-many-requests"
        case .notGenuine(let rejection): rejection.name
        case .journalFailed: "journal-failed"
        case .tooManyPending: "too-many-pending"
        case .shuttingDown: "shutting-down"
        }
    }

    /// For the sender: what it can mend, and never which of our checks it failed.
    private var error: String {
        switch self {
        case .unknownPath: "not found"
        case .methodNotAllowed: "method not allowed"
        case .forbidden: "forbidden"
        case .contradictoryClient: "Forwarded and X-Forwarded-For contradict each other"
        case .unreadableClient: "malformed Forwarded or X-Forwarded-For"
        case .crossSite: "cross-site request"
        case .tooManyRequests: "too many requests"
        case .notGenuine(let rejection) where rejection.isAuthentication: "unauthorized"
        case .notGenuine(let rejection): rejection.description
        case .journalFailed, .tooManyPending, .shuttingDown: "try again later"
        }
    }

    /// The answer.
    var response: HTTPResponse {
        var response = HTTPResponse.json(status, [.init("error", .string(error))])
        switch self {
        case .methodNotAllowed: response.fields.append(name: "Allow", value: "POST")
        case .journalFailed, .tooManyPending: response.fields.append(name: "Retry-After", value: "10")
        case .shuttingDown:
            response.fields.append(name: "Retry-After", value: "10")
            response.closes = true
        case .tooManyRequests(let wait):
            response.fields.append(name: "Retry-After", value: String(max(1, (wait.milliseconds + 999) / 1000)))
        case .unknownPath, .notGenuine, .forbidden, .contradictoryClient, .unreadableClient, .crossSite: break
        }
        return response
    }
}

extension HTTPResponse {
    /// An answer that is one JSON object on a line.
    static func json(_ status: Int, _ members: [JSONValue.Member]) -> HTTPResponse {
        HTTPResponse(
            status: status, fields: HeaderFields([.init(name: "Content-Type", value: "application/json")]),
            body: Array((JSONValue.object(members).text + "\n").utf8))
    }
}
