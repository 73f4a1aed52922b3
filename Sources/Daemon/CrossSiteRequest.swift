import Formats
import Values

/// Recognises requests that a browser sends on behalf of a page of another site.
///
/// Such a page cannot read the answers, but through its visitor's browser it reaches ports of the visitor's machine and
/// network. Browsers say so in `Sec-Fetch-Site` (<https://www.w3.org/TR/fetch-metadata/>), which scripts cannot set.
/// Older browsers, and all of them over plain HTTP to another machine, only send `Origin` (RFC 6454 §7).
enum CrossSiteRequest {
    /// Whether a header is that of a cross-site request. `same-site` counts as one: another host of the same domain may
    /// have another owner. A request with neither field is not from a browser, or from an old one, and is not
    /// cross-site.
    static func isMade(by fields: HeaderFields) -> Bool {
        let sites = fields[all: "sec-fetch-site"]
        guard sites.isEmpty else {
            return !sites.allSatisfy { $0.equalsIgnoringCase("same-origin") || $0.equalsIgnoringCase("none") }
        }
        let origins = fields[all: "origin"]
        guard let host = fields["host"] else { return !origins.isEmpty }
        // The scheme is not compared: behind a proxy that terminates TLS, it is unknown.
        return !origins.allSatisfy { origin in
            ["http://", "https://"].contains { origin.text(after: $0)?.equalsIgnoringCase(host) == true }
        }
    }

    /// Whether the browser opens a whole page, by a link or a redirect. Only the visitor sees that page, and no other
    /// page can read it.
    static func isNavigation(_ fields: HeaderFields) -> Bool {
        fields["sec-fetch-mode"]?.equalsIgnoringCase("navigate") == true
            && fields["sec-fetch-dest"]?.equalsIgnoringCase("document") == true
    }
}
