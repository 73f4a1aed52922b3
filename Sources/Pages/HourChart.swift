import Formats
package import Journals
package import Values

/// The last hour by minutes: 60 bars for deliveries, and 60 for failed attempts.
package struct HourChart: Sendable, Equatable {
    private static let minutes = 60

    /// The beginning of the first minute.
    private let start: Timestamp
    private let activity: [MinuteActivity]

    /// The beginning of the chart whose last minute contains `now`.
    package static func start(at now: Timestamp) -> Timestamp {
        Timestamp(milliseconds: (now.milliseconds / 60_000 - Int64(minutes) + 1) * 60_000)
    }

    package init(_ activity: [MinuteActivity], at now: Timestamp) {
        start = Self.start(at: now)
        self.activity = activity
    }

    /// A value for each of the 60 minutes, 0 for those without activity.
    private func values(_ value: (MinuteActivity) -> Int) -> [Int] {
        var values = [Int](repeating: 0, count: Self.minutes)
        for minute in activity {
            let position = Int((minute.start - start).milliseconds / 60_000)
            if values.indices.contains(position) { values[position] += value(minute) }
        }
        return values
    }

    /// The charts, their totals in words, and a table in steps of five minutes.
    var html: HTML {
        let deliveries = values(\.deliveries)
        let attempts = values(\.attempts)
        let failures = values(\.failures)
        let sums = [deliveries, attempts, failures].map { $0.reduce(0, +) }
        let end = start + .seconds(60 * Self.minutes)
        return """
            <section aria-labelledby="hour">
            <h2 id="hour">Last hour</h2>
            <p>\(sums[0].of("delivery", "deliveries")), \(sums[1].of("attempt")), of which \
            <span class="\(sums[2] > 0 ? "failed" : "none")">\(sums[2].grouped) failed</span>.</p>
            <div class="charts">
            \(figure("deliveries", "Deliveries a minute", deliveries))
            \(figure("failures", "Failed attempts a minute", failures))
            <p class="axis" aria-hidden="true"><span>\(start.hourAndMinute)</span>
            <span>\((start + .seconds(30 * 60)).hourAndMinute)</span><span>\(end.hourAndMinute)</span></p>
            </div>
            <details><summary>Show the numbers</summary>
            \(table(deliveries, attempts, failures))
            </details>
            </section>
            """
    }

    private func figure(_ name: String, _ title: String, _ values: [Int]) -> HTML {
        let most = values.max() ?? 0
        let position = values.lastIndex(of: most) ?? 0
        let peak = (start + .seconds(60 * Int64(position))).hourAndMinute
        let summary = most == 0 ? "none" : "most at \(peak): \(most.grouped)"
        return """
            <figure>
            <figcaption>\(title) <span class="quiet">\(summary)</span></figcaption>
            <svg class="\(name)" viewBox="0 0 600 100" preserveAspectRatio="none" role="img" \
            aria-labelledby="\(name)-title \(name)-text">
            <title id="\(name)-title">\(title), from \(start.hourAndMinute) on</title>
            <desc id="\(name)-text">Total \(values.reduce(0, +).grouped); \(summary).</desc>
            \(values.enumerated().map { bar($0.offset, $0.element, of: most) })
            </svg>
            </figure>
            """
    }

    private func bar(_ position: Int, _ value: Int, of most: Int) -> HTML {
        guard value > 0 else { return "" }
        let height = max(2, value * 100 / most)
        return "<rect x=\"\(position * 10 + 1)\" y=\"\(100 - height)\" width=\"8\" height=\"\(height)\"/>"
    }

    private func table(_ deliveries: [Int], _ attempts: [Int], _ failures: [Int]) -> HTML {
        let rows: [HTML] = stride(from: 0, to: Self.minutes, by: 5).map { first in
            let sums = [deliveries, attempts, failures].map { $0[first..<first + 5].reduce(0, +).grouped }
            let begin = (start + .seconds(60 * Int64(first))).hourAndMinute
            return """
                <tr><th scope="row">\(begin)</th><td class="number">\(sums[0])</td><td class="number">\(sums[1])</td>\
                <td class="number">\(sums[2])</td></tr>

                """
        }
        return """
            <table>
            <caption>Five-minute intervals, by start</caption>
            <thead><tr><th scope="col">From</th><th scope="col" class="number">Deliveries</th>\
            <th scope="col" class="number">Attempts</th><th scope="col" class="number">Failed</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            """
    }
}

extension Int {
    fileprivate func of(_ thing: String, _ things: String) -> String { "\(grouped) \(self == 1 ? thing : things)" }
}
