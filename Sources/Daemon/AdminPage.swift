import Formats
import HTTP
import Pages
import Values

/// What can be asked for at the admin address.
enum AdminPage: Equatable {
    /// How everything is, for people.
    case overview(DeliveryFilter)
    /// One delivery, for people.
    case delivery(DeliveryID)
    /// Whether the daemon is alive.
    case alive
    /// Whether requests may be sent to it.
    case ready
    /// What has happened, and how much there is.
    case metrics

    private static let deliveries = "/deliveries/"
    private static let fixed: [(path: String, page: AdminPage)] = [
        ("/healthz", .alive), ("/readyz", .ready), ("/metrics", .metrics),
    ]

    /// Reads a request's path, and what stands behind it.
    init(path: String, query: String?) throws(AdminRefusal) {
        if let page = Self.fixed.first(where: { path.hasBytes(of: $0.path) })?.page {
            self = page
        } else if path.hasBytes(of: "/") {
            guard let filter = DeliveryFilter(query: query) else { throw .malformedQuery }
            self = .overview(filter)
        } else if let id = path.text(after: Self.deliveries).flatMap(DeliveryID.init) {
            self = .delivery(id)
        } else {
            throw .unknownPath
        }
    }

    /// Whether it is a page that links lead to; what programs ask for is not.
    var isForPeople: Bool {
        switch self {
        case .overview, .delivery: true
        case .alive, .ready, .metrics: false
        }
    }
}

extension HTTPResponse {
    /// A page for people, which a browser may show and do nothing else with.
    static func page(_ status: Int, _ html: HTML) -> HTTPResponse {
        let fields: [HeaderFields.Field] = [
            .init(name: "Content-Type", value: "text/html; charset=utf-8"),
            .init(name: "Content-Security-Policy", value: Style.contentSecurityPolicy),
            .init(name: "Referrer-Policy", value: "no-referrer"),
            .init(name: "Cross-Origin-Resource-Policy", value: "same-origin"),
        ]
        return HTTPResponse(status: status, fields: HeaderFields(fields), body: html.bytes)
    }
}
