import Formats
import HTTP
import Pages
import Values

/// The pages of the admin address.
enum AdminPage: Equatable {
    /// The status page, in HTML.
    case overview(DeliveryFilter)
    /// The page of one delivery, in HTML.
    case delivery(DeliveryID)
    /// `/healthz`
    case alive
    /// `/readyz`
    case ready
    /// `/metrics`
    case metrics

    private static let deliveries = "/deliveries/"
    private static let fixed: [(path: String, page: AdminPage)] = [
        ("/healthz", .alive), ("/readyz", .ready), ("/metrics", .metrics),
    ]

    /// `query` is without the `?`.
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

    /// Whether browsers may open it from a link on another site. The pages for programs are not linked to.
    var isForPeople: Bool {
        switch self {
        case .overview, .delivery: true
        case .alive, .ready, .metrics: false
        }
    }
}

extension HTTPResponse {
    /// An HTML page. Its header fields forbid scripts, framing, and use by other sites.
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
