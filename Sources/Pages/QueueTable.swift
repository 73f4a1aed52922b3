package import Journals
package import Values

/// Counts of each hook's pending, running and failed runs.
package struct QueueTable: Sendable, Equatable {
    private struct Row: Sendable, Equatable {
        let key: HookKey
        let runs: [RunState: Int]
        let wait: Duration?
        let isConfigured: Bool
    }

    private let rows: [Row]

    /// Shows the hooks of the configuration in its order, followed by others that have runs.
    ///
    /// - Parameters:
    ///   - endpoints: of the configuration.
    ///   - census: the counts of the journal.
    ///   - now: the current time.
    package init(_ endpoints: [Endpoint], _ census: JournalCensus, at now: Timestamp) {
        let counted = Dictionary(census.hooks.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var known: Set<HookKey> = []
        var rows: [Row] = []
        for endpoint in endpoints {
            for hook in endpoint.hooks {
                let key = HookKey(endpoint: endpoint.path, hook: hook.name)
                known.insert(key)
                let wait = counted[key]?.wait(at: now, batch: hook.batch?.wait ?? .zero)
                rows.append(Row(key: key, runs: counted[key]?.runs ?? [:], wait: wait, isConfigured: true))
            }
        }
        for hook in census.hooks where !known.contains(hook.key) {
            rows.append(Row(key: hook.key, runs: hook.runs, wait: hook.wait(at: now), isConfigured: false))
        }
        self.rows = rows
    }

    var html: HTML {
        """
        <section aria-labelledby="queues">
        <h2 id="queues">Queues</h2>
        <div class="wide" role="region" aria-labelledby="queues" tabindex="0">
        <table>
        <caption>Runs in the journal, by hook</caption>
        <thead><tr><th scope="col">Hook</th><th scope="col">Endpoint</th><th scope="col" class="number">Pending</th>\
        <th scope="col" class="number">Running</th><th scope="col" class="number">Failed</th>\
        <th scope="col" class="number">Oldest wait</th></tr></thead>
        <tbody>
        \(rows.map(html(of:)))</tbody>
        </table>
        </div>
        </section>
        """
    }

    private func html(of row: Row) -> HTML {
        let gone: HTML = row.isConfigured ? "" : " <span class=\"quiet\">not in the configuration</span>"
        return """
            <tr><th scope="row">\(row.key.hook)\(gone)</th><td>\(row.key.endpoint)</td>\
            \(count(row, .pending))\(count(row, .running))\(count(row, .failed))\
            <td class="number">\(row.wait.map(\.spoken) ?? "–")</td></tr>

            """
    }

    private func count(_ row: Row, _ state: RunState) -> HTML {
        let count = row.runs[state, default: 0]
        let mark = count == 0 ? "zero" : state == .failed ? "failed" : "some"
        return "<td class=\"number\"><span class=\"\(mark)\">\(count.grouped)</span></td>"
    }
}

extension JournalCensus.Hook {
    /// How long the oldest run has been due, or blocked by an earlier run of its lane; nil if there is none.
    fileprivate func wait(at now: Timestamp, batch: Duration = .zero) -> Duration? {
        let dues = [firstDue.map { $0 + batch }, firstBlocked].compactMap { $0 }
        guard let due = dues.min(), due <= now else { return nil }
        return now - due
    }
}
