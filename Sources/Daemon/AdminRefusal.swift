import Formats
import HTTP
import Values

/// Why a request at the admin address is rejected.
enum AdminRefusal: Error, Equatable {
    /// There is nothing at this path.
    case unknownPath
    /// What stands behind `?` asks for what there cannot be.
    case malformedQuery
    /// Everything there is only read.
    case methodNotAllowed
    /// `Host` names another host.
    case foreignHost
    /// A page of another site had a browser send it.
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
        case .malformedQuery: "'state' is one of those of 'hookrunner list', and 'before' the id of a delivery"
        case .methodNotAllowed: "method not allowed"
        case .foreignHost: "Host must be an IP address or 'localhost'"
        case .crossSite: "cross-site request"
        }
    }

    /// The answer.
    var response: HTTPResponse {
        var response = HTTPResponse.json(status, [.init("error", .string(error))])
        if self == .methodNotAllowed { response.fields.append(name: "Allow", value: "GET, HEAD") }
        return response
    }
}
