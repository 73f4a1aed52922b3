import Formats
import Values

/// Whether a browser sends a request on behalf of a page from elsewhere.
///
/// Such a page cannot read the answers, but its visitor's browser reaches what the page's owner does not: a port of the
/// visitor's own machine or network. Browsers say so in `Sec-Fetch-Site` (<https://www.w3.org/TR/fetch-metadata/>), which
/// no script can set; over plain HTTP to other machines, and in older ones, only in `Origin` (RFC 6454 §7).
enum CrossSiteRequest {
    /// Looks at a request's header. `same-site` is elsewhere, too: another host of the same domain may be somebody else's.
    ///
    /// - Parameter fields: the header; without either field no browser is at work, or an old one.
    /// - Returns: whether the request comes from another site.
    static func isMade(by fields: HeaderFields) -> Bool {
        let sites = fields[all: "sec-fetch-site"]
        guard sites.isEmpty else {
            return !sites.allSatisfy { $0.equalsIgnoringCase("same-origin") || $0.equalsIgnoringCase("none") }
        }
        let origins = fields[all: "origin"]
        guard let host = fields["host"] else { return !origins.isEmpty }
        // The scheme is not compared: behind a proxy that ends TLS it is not known.
        return !origins.allSatisfy { origin in
            ["http://", "https://"].contains { origin.text(after: $0)?.equalsIgnoringCase(host) == true }
        }
    }

    /// Whether the visitor follows a link, or a page opens another in its place: then nobody but the visitor sees it.
    ///
    /// - Parameter fields: the header.
    /// - Returns: whether a whole page is asked for, not a part of one.
    static func isNavigation(_ fields: HeaderFields) -> Bool {
        fields["sec-fetch-mode"]?.equalsIgnoringCase("navigate") == true
            && fields["sec-fetch-dest"]?.equalsIgnoringCase("document") == true
    }
}
