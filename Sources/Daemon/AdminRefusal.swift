import Formats
import HTTP
import Values

/// Why a request at the admin address is rejected.
enum AdminRefusal: Error, Equatable {
    case unknownPath
    /// The query has an invalid `state` or `before`.
    case malformedQuery
    /// The method is neither GET nor HEAD.
    case methodNotAllowed
    /// `Host` is the name of another host.
    case foreignHost
    /// A browser sent it on behalf of another site.
    case crossSite

    private var status: Int {
        switch self {
        case .unknownPath: 404
        case .malformedQuery: 400
        case .methodNotAllowed: 405
        case .foreignHost: 421
        case .crossSite: 403
        }
    }

    private var error: String {
        switch self {
        case .unknownPath: "not found"
        case .malformedQuery: "invalid query: 'state' must be a state of 'hookrunner list', 'before' a delivery id"
        case .methodNotAllowed: "method not allowed"
        case .foreignHost: "Host must be an IP address or 'localhost'"
        case .crossSite: "cross-site request"
        }
    }

    var response: HTTPResponse {
        var response = HTTPResponse.json(status, [.init("error", .string(error))])
        if self == .methodNotAllowed { response.fields.append(name: "Allow", value: "GET, HEAD") }
        return response
    }
}
