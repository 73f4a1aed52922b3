import Formats
import HTTP
import Signatures
import Values

/// Why a request is rejected, and what its sender is told: the table of hookrunner(1), HTTP.
enum Refusal: Error, Equatable {
    case unknownPath
    /// The method is not POST.
    case methodNotAllowed
    /// `allow` or `deny` excludes the client.
    case forbidden
    /// `Forwarded` and `X-Forwarded-For` name different clients.
    case contradictoryClient
    /// A trusted proxy names its client in a form that cannot be parsed.
    case unreadableClient
    /// A browser sent it on behalf of another site, to an unsigned endpoint.
    case crossSite
    /// The client exceeds `rate` and has to wait for this long.
    case tooManyRequests(Duration)
    /// The signature or the content is invalid.
    case notGenuine(Rejection)
    /// The journal could not record the delivery.
    case journalFailed
    /// The number of pending runs has reached `max-pending`.
    case tooManyPending
    case shuttingDown

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

    /// For the log and the metrics: stable, and more precise than what the sender is told.
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

    /// For the sender: only what it can fix, and never which check of the signature failed.
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
    /// One JSON object and a newline.
    static func json(_ status: Int, _ members: [JSONValue.Member]) -> HTTPResponse {
        HTTPResponse(
            status: status, fields: HeaderFields([.init(name: "Content-Type", value: "application/json")]),
            body: Array((JSONValue.object(members).text + "\n").utf8))
    }
}
