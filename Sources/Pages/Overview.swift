import Formats
package import Journals
package import Values

/// The front page: readiness, the last hour, the queues, the latest deliveries.
package struct Overview: Sendable {
    /// The part of the page that comes from the journal.
    package struct Content: Sendable {
        private let alerts: AlertList
        private let chart: HourChart
        private let queues: QueueTable
        private let deliveries: DeliveryTable
        fileprivate let facts: [(name: String, value: HTML)]

        /// - Parameters:
        ///   - endpoints: of the configuration.
        ///   - alerts: the firing ones.
        ///   - census: the counts of the journal.
        ///   - activity: of the last hour.
        ///   - filter: of the list of deliveries.
        ///   - page: the deliveries that match it.
        ///   - now: the current time.
        package init(
            _ endpoints: [Endpoint], alerts: AlertList, census: JournalCensus, activity: [MinuteActivity],
            filter: DeliveryFilter, page: DeliveryPage, at now: Timestamp
        ) {
            self.alerts = alerts
            chart = HourChart(activity, at: now)
            queues = QueueTable(endpoints, census, at: now)
            deliveries = DeliveryTable(filter: filter, page: page, events: endpoints.eventNames, now: now)
            facts =
                [RunState.pending, .running, .failed].map { state in
                    (state.rawValue.capitalizedFirst, "\(census.runs(state).of("run"))")
                } + [("Journal", "\(census.bytes.sizeText)")]
        }

        fileprivate var html: HTML {
            "\(alerts.html)\(chart.html)\n\(queues.html)\n\(deliveries.html)"
        }
    }

    private let site: Site
    private let obstacles: [String]
    private let startedAt: Timestamp
    private let now: Timestamp
    private let content: Result<Content, JournalError>

    /// - Parameters:
    ///   - site: common to all pages.
    ///   - obstacles: why the daemon is not ready; empty if it is.
    ///   - startedAt: when the daemon was started.
    ///   - now: the current time.
    ///   - content: from the journal, or why the journal cannot be read.
    package init(
        _ site: Site, obstacles: [String], startedAt: Timestamp, now: Timestamp, content: Result<Content, JournalError>
    ) {
        self.site = site
        self.obstacles = obstacles
        self.startedAt = startedAt
        self.now = now
        self.content = content
    }

    package var html: HTML {
        let body: HTML
        var facts: [(name: String, value: HTML)] = [
            ("Uptime", "\((now - startedAt).spoken)"), ("As of", "\(HTML(now))"),
        ]
        switch content {
        case .success(let content):
            facts = content.facts + facts
            body = content.html
        case .failure(let error):
            body = """
                <section aria-labelledby="journal"><h2 id="journal">Journal</h2>
                <p>Cannot read the journal: \(error.description.replacingBytes(of: "\n", with: "; "))</p></section>
                """
        }
        let title = obstacles.isEmpty ? "hookrunner: ready" : "hookrunner: not ready"
        return site.page(title, "\(status(facts))\n\(body)")
    }

    private func status(_ facts: [(name: String, value: HTML)]) -> HTML {
        let isReady = obstacles.isEmpty
        let sign = isReady ? "✓" : "✕"
        let reasons: [HTML] = obstacles.map { "<li>\($0)</li>" }
        return """
            <section class="status" aria-labelledby="status">
            <h1 id="status" class="\(isReady ? "succeeded" : "failed")"><span class="sign" aria-hidden="true">\(sign)\
            </span>\(isReady ? "Ready" : "Not ready")</h1>
            \(isReady ? "" : "<ul>\(reasons)</ul>" as HTML)
            <dl>\(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" as HTML })</dl>
            </section>
            """
    }
}

extension [Endpoint] {
    /// The event names that hooks list without patterns, each once.
    fileprivate var eventNames: [String] {
        var seen: Set<String> = []
        var names: [String] = []
        for case .name(let name) in flatMap(\.hooks).flatMap(\.events) where seen.insert(name).inserted {
            names.append(name)
        }
        return names
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
