import Formats
import Values

/// Writes metrics as Prometheus reads them: <https://prometheus.io/docs/instrumenting/exposition_formats/>, 0.0.4.
enum MetricsText {
    /// Each metric with its help, type and sorted series; metrics without series are left out.
    static func of(_ counts: MetricCounts, _ samples: [Sample]) -> String {
        var lines: [Metric: [String]] = [:]
        for (series, count) in counts.counters.sorted(by: { $0.key < $1.key }) {
            lines[series.metric, default: []].append(line(series.metric.name, series.labels, String(count)))
        }
        for (series, histogram) in counts.histograms.sorted(by: { $0.key < $1.key }) {
            lines[series.metric, default: []] += self.lines(of: histogram, series)
        }
        for sample in samples.sorted(by: { $0.series < $1.series }) {
            let metric = sample.series.metric
            lines[metric, default: []].append(line(metric.name, sample.series.labels, number(sample.value)))
        }
        return Metric.all.map { metric in
            lines[metric].map { head(of: metric) + $0.joined() } ?? ""
        }.joined()
    }

    private static func head(of metric: Metric) -> String {
        let help = metric.help.replacing("\\", with: "\\\\")
        return "# HELP \(metric.name) \(help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    private static func lines(of histogram: Histogram, _ series: Series) -> [String] {
        let name = series.metric.name
        let bounds = histogram.bounds.map(number) + ["+Inf"]
        let buckets = zip(bounds, histogram.cumulative + [histogram.count]).map { bound, count in
            line("\(name)_bucket", series.labels + [("le", bound)], String(count))
        }
        return buckets + [
            line("\(name)_sum", series.labels, number(histogram.sum)),
            line("\(name)_count", series.labels, String(histogram.count)),
        ]
    }

    private static func line(_ name: String, _ labels: [(name: String, value: String)], _ value: String) -> String {
        let list = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
        return list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacingBytes(of: "\\", with: "\\\\").replacingBytes(of: "\"", with: "\\\"")
            .replacingBytes(of: "\n", with: "\\n")
    }

    /// `1`, not `1.0`: a bound keeps its text in every version.
    private static func number(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
