package import Journals
package import Values

/// The alerts whose incidents last, the longest first.
package struct AlertList: Sendable {
    private let firing: [(name: String, since: Timestamp)]
    private let now: Timestamp

    /// Chooses them.
    ///
    /// - Parameters:
    ///   - alerts: of the configuration.
    ///   - records: what the journal knows of alerts; those of other configurations do not count.
    ///   - now: the moment.
    package init(_ alerts: [Alert], _ records: [AlertRecord], at now: Timestamp) {
        firing = records.firing(among: alerts).compactMap { record in
            record.startedAt.map { (record.name, $0) }
        }.sorted { ($0.since, $0.name) < ($1.since, $1.name) }
        self.now = now
    }

    /// The list; nothing where there is none.
    var html: HTML {
        guard !firing.isEmpty else { return "" }
        let items: [HTML] = firing.map { alert in
            """
            <li><span class="failed"><span class="sign" aria-hidden="true">!</span>\(alert.name)</span> \
            <span class="quiet">for \((now - alert.since).spoken), since \(HTML(alert.since))</span></li>

            """
        }
        return """
            <section class="alerts" aria-labelledby="alerts">
            <h2 id="alerts">Alerts</h2>
            <ul>
            \(items)</ul>
            </section>

            """
    }
}
