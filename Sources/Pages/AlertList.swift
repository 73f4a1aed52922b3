package import Journals
package import Values

/// The firing alerts, the longest-lasting first.
package struct AlertList: Sendable {
    private let firing: [(name: String, since: Timestamp)]
    private let now: Timestamp

    /// - Parameters:
    ///   - alerts: of the configuration.
    ///   - records: from the journal; those of alerts that are no longer configured are ignored.
    ///   - now: the current time.
    package init(_ alerts: [Alert], _ records: [AlertRecord], at now: Timestamp) {
        firing = records.firing(among: alerts).compactMap { record in
            record.startedAt.map { (record.name, $0) }
        }.sorted { ($0.since, $0.name) < ($1.since, $1.name) }
        self.now = now
    }

    /// Empty if no alert fires.
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
