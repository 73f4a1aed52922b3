package import Values

/// The page of a delivery that the journal does not have.
package struct MissingDelivery: Sendable {
    private let site: Site
    private let id: DeliveryID

    package init(_ site: Site, _ id: DeliveryID) {
        self.site = site
        self.id = id
    }

    package var html: HTML {
        site.page(
            "hookrunner: no such delivery",
            """
            <nav aria-label="Breadcrumb"><a href="/">All deliveries</a></nav>
            <h1>No such delivery</h1>
            <p>The journal has no delivery <code>\(id.text)</code>. Finished deliveries are deleted after the time that
            <code>keep</code> sets in hookrunner.conf.</p>
            """)
    }
}
