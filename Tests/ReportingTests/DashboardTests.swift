import Formats
import Foundation
import Testing

@testable import Reporting

/// packaging/grafana.json against the table of metrics.
@Suite struct DashboardTests {
    /// One selector of a query: the metric's name, and the labels that it asks for.
    private struct Selector: Hashable {
        let metric: String
        let labels: Set<String>
    }

    /// What Prometheus itself adds to every series.
    private static let added: Set = ["job", "instance"]

    private let dashboard: [String: Any]

    init() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let data = try Data(contentsOf: URL(filePath: "\(root)/packaging/grafana.json"))
        dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private var panels: [[String: Any]] { dashboard["panels"] as? [[String: Any]] ?? [] }

    /// Every text under one of these names, however deep it lies.
    private func texts(named names: Set<String>, in value: Any) -> [String] {
        if let object = value as? [String: Any] {
            return object.flatMap { name, value in
                (value as? String).map { names.contains(name) ? [$0] : [] } ?? texts(named: names, in: value)
            }
        }
        return (value as? [Any])?.flatMap { texts(named: names, in: $0) } ?? []
    }

    private func selectors(_ query: String) -> [Selector] {
        query.matches(of: /(hookrunner_[a-z_]+)(?:\{([^}]*)\})?/).map { match in
            let labels = (match.2 ?? "").matches(of: /([a-z_]+)(?:=~|!~|!=|=)"/).map { String($0.1) }
            return Selector(metric: String(match.1), labels: Set(labels))
        }
    }

    /// The metric that a series belongs to; a histogram has three kinds of series.
    private func metric(of name: String) -> Metric? {
        if let metric = Metric.all.first(where: { $0.name == name }) { return metric.kind == .histogram ? nil : metric }
        let suffix = ["_bucket", "_sum", "_count"].first(where: name.hasSuffix) ?? ""
        let base = name.dropLast(suffix.count)
        return Metric.all.first { $0.name == base && $0.kind == .histogram }
    }

    @Test func `every metric and label that it asks for is there`() throws {
        let queries = texts(named: ["expr", "query"], in: dashboard).filter { $0.contains("hookrunner_") }
        #expect(queries.count > 20)
        for query in queries {
            let found = selectors(query)
            #expect(!found.isEmpty)
            var labels = Self.added
            for selector in found {
                let metric = try #require(self.metric(of: selector.metric), "\(selector.metric)")
                #expect(selector.labels.isSubset(of: Self.added.union(metric.labels)), "\(query)")
                labels.formUnion(metric.labels)
                if metric.kind == .counter { #expect(query.contains("rate("), "\(query)") }
                if selector.metric.hasSuffix("_bucket") { labels.insert("le") }
            }
            for grouping in query.matches(of: /by \(([^)]*)\)/) {
                let names = grouping.1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                #expect(labels.isSuperset(of: names), "\(query)")
            }
        }
    }

    @Test func `every label of a legend is one that its query keeps`() throws {
        for panel in panels {
            for target in panel["targets"] as? [[String: Any]] ?? [] {
                let query = try #require(target["expr"] as? String)
                let kept = query.firstMatch(of: /by \(([^)]*)\)/).map { String($0.1) } ?? ""
                for label in (target["legendFormat"] as? String ?? "").matches(of: /\{\{([a-z_]+)\}\}/) {
                    #expect(kept.contains(label.1), "\(query)")
                }
            }
        }
    }

    @Test func `the dashboard has the panels that people look for, each in a place of its own`() {
        let titles = panels.compactMap { $0["title"] as? String }
        let expected = [
            "Deliveries by endpoint", "Answers by reason", "Acknowledgement", "Queue wait by hook", "Run time by hook",
            "Pending and running", "Oldest pending", "Journal size", "Failures by hook", "Attempts by result",
        ]
        for title in expected { #expect(titles.contains(title), "\(title)") }
        var taken: Set<[Int]> = []
        for panel in panels {
            let place = panel["gridPos"] as? [String: Int] ?? [:]
            let (x, y, width, height) = (place["x"] ?? 0, place["y"] ?? 0, place["w"] ?? 0, place["h"] ?? 0)
            #expect(width > 0 && height > 0 && x + width <= 24)
            for column in x..<x + width {
                for row in y..<y + height {
                    #expect(taken.insert([column, row]).inserted, "\(panel["title"] ?? "")")
                }
            }
        }
    }
}
