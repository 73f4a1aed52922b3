package import Values

/// Says that there is no such delivery.
package struct MissingDelivery: Sendable {
    private let site: Site
    private let id: DeliveryID

    /// Puts the page together.
    package init(_ site: Site, _ id: DeliveryID) {
        self.site = site
        self.id = id
    }

    /// The document.
    package var html: HTML {
        site.page(
            "hookrunner: no such delivery",
            """
            <nav aria-label="Way back"><a href="/">All deliveries</a></nav>
            <h1>No such delivery</h1>
            <p>The journal has no delivery <code>\(id.text)</code>. What is over goes after a while: <code>keep</code>
            in hookrunner.conf says when.</p>
            """)
    }
}
