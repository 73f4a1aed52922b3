import Formats
package import Journals
import Values

/// The page of one delivery: its runs and their attempts, with payload and output if they may be shown.
package struct DeliveryDetails: Sendable {
    /// Maximum number of attempts shown for a run, the latest ones.
    package static let attempts = 10
    /// Maximum part of a payload shown, in bytes.
    private static let longestPayload = 65_536
    /// Maximum part of an attempt's output shown, in bytes: its end.
    private static let longestOutput = 16_384

    private let site: Site
    private let record: DeliveryRecord

    package init(_ site: Site, _ record: DeliveryRecord) {
        self.site = site
        self.record = record
    }

    private var delivery: Delivery { record.delivery }

    package var html: HTML {
        let runs: HTML =
            record.runs.isEmpty ? "<p>No hook matched this event.</p>" : "\(record.runs.enumerated().map(section))"
        return site.page(
            "hookrunner: \(delivery.event), \(delivery.id)",
            """
            <nav aria-label="Breadcrumb"><a href="/">All deliveries</a></nav>
            <h1>\(delivery.event) \(StateMark(record.state).html)</h1>
            <dl>
            <div><dt>Delivery</dt><dd><code class="command">\(delivery.id.text)</code></dd></div>
            <div><dt>Received</dt><dd>\(HTML(delivery.receivedAt))</dd></div>
            <div><dt>Endpoint</dt><dd>\(delivery.endpoint)</dd></div>
            <div><dt>Provider</dt><dd>\(delivery.provider)</dd></div>
            <div><dt>Payload</dt><dd>\(delivery.body.count.sizeText)</dd></div>
            </dl>
            \(hidden)\(runs)
            \(payload)
            """)
    }

    /// Explains why payloads and output are missing.
    private var hidden: HTML {
        guard !site.showsPayloads else { return "" }
        return """
            <p class="note">Payloads and output are not shown here, because other machines can reach this address.
            On the daemon's machine, run: \(site.command("show", delivery.id.text))</p>

            """
    }

    private func section(_ position: Int, _ run: RunRecord) -> HTML {
        let next: HTML = run.summary.nextAt.map { "<p>The next attempt is due at \(HTML($0)).</p>" } ?? ""
        return """
            <section aria-labelledby="run-\(position)">
            <h2 id="run-\(position)">\(run.summary.hook) \(StateMark(run.summary.state).html)</h2>
            \(run.summary.state == .failed ? retry : "")\(next)\(attempts(of: run))
            </section>

            """
    }

    private var retry: HTML {
        "<p>To retry it, run: \(site.command("retry", delivery.id.text))</p>\n"
    }

    private func attempts(of run: RunRecord) -> HTML {
        guard let first = run.attempts.first else { return "<p>No attempt has finished yet.</p>" }
        let note: HTML = first.number > 1 ? "<p>\((first.number - 1).of("earlier attempt")) not shown.</p>" : ""
        let outputs: [HTML] = run.attempts.map { output(of: $0, isLast: $0.number == run.attempts.last?.number) }
        return """
            \(note)<div class="wide" role="region" aria-label="Attempts of \(run.summary.hook)" tabindex="0">
            <table>
            <caption>Attempts</caption>
            <thead><tr><th scope="col">Attempt</th><th scope="col">Started</th>\
            <th scope="col" class="number">After</th><th scope="col" class="number">Took</th>\
            <th scope="col">Ended with</th><th scope="col" class="number">Output</th></tr></thead>
            <tbody>
            \(run.attempts.map(row))</tbody>
            </table>
            </div>
            \(outputs)
            """
    }

    private func row(_ attempt: Attempt) -> HTML {
        """
        <tr><th scope="row">\(attempt.number)</th><td>\(HTML(attempt.startedAt))</td>\
        <td class="number">\((attempt.startedAt - delivery.receivedAt).spoken)</td>\
        <td class="number">\((attempt.finishedAt - attempt.startedAt).spoken)</td>\
        <td>\(end(of: attempt.exit))</td><td class="number">\(attempt.outputBytes.sizeText)</td></tr>

        """
    }

    private func end(of exit: Exit) -> HTML {
        switch exit {
        case .status(0): "<span class=\"succeeded\">exit status 0</span>"
        case .status(let status): "<span class=\"failed\">exit status \(status)</span>"
        case .signal: "<span class=\"failed\">\(exit.description)</span>"
        case .timedOut: "<span class=\"failed\">time limit</span>"
        case .silent: "<span class=\"failed\">silence</span>"
        case .notStarted(let reason):
            "<span class=\"failed\">not started\(site.showsPayloads ? ": \(reason)" : "")</span>"
        case .interrupted: "interrupted"
        }
    }

    /// The latest output is expanded.
    private func output(of attempt: Attempt, isLast: Bool) -> HTML {
        guard site.showsPayloads, !attempt.output.isEmpty else { return "" }
        let shown = attempt.output.suffix(Self.longestOutput)
        let cut = Int(attempt.outputBytes) - shown.count
        let note = cut > 0 ? ", without the first \(cut.of("byte"))" : ""
        let state: HTML = isLast ? " open" : ""
        return """
            <details\(state)><summary>Output of attempt \(attempt.number)\(note)</summary>
            <pre tabindex="0" aria-label="Output of attempt \(attempt.number)">
            \(HTML(preformatted: shown))</pre></details>

            """
    }

    private var payload: HTML {
        guard site.showsPayloads else { return "" }
        let cut = delivery.body.count - Self.longestPayload
        let rest: HTML =
            cut > 0
            ? "<p>\(cut.of("byte")) more. To see all of it, run: \(site.command("show", delivery.id.text, "--payload"))</p>"
            : ""
        return """
            <section aria-labelledby="payload">
            <h2 id="payload">Payload</h2>
            <pre tabindex="0" aria-labelledby="payload">
            \(HTML(preformatted: delivery.body.prefix(Self.longestPayload)))</pre>
            \(rest)
            </section>
            """
    }
}
