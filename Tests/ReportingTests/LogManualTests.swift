import Foundation
import Testing

/// DIAGNOSTICS in hookrunner(1) against the rows of LogEvent.swift.
@Suite struct LogManualTests {
    private let page: String
    private let source: String

    init() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        page = try String(contentsOfFile: "\(root)/man/hookrunner.1", encoding: .utf8)
        source = try String(contentsOfFile: "\(root)/Sources/Reporting/LogEvent.swift", encoding: .utf8)
    }

    /// The name and the keys of each row, as the program has them.
    private var rows: [[String]] {
        let row = /Self\(\s*"([-a-z]+)",\s+\.[a-z]+(, about: run)?(?:,\s+\[([^\]]*)\])?\)/
        return source.matches(of: row).map { match in
            let run = match.2 == nil ? [] : ["delivery", "endpoint", "event", "hook"]
            return [String(match.1)] + run + (match.3 ?? "").matches(of: /"([a-z]+)":/).map { String($0.1) }
        }
    }

    /// What follows `.It Cm`: a name and its keys, without the brackets of those that some lines lack.
    private func headings() throws -> [[String]] {
        let section = try #require(page.components(separatedBy: ".Sh DIAGNOSTICS\n").last).components(
            separatedBy: "\n.Sh ")[0]
        let list = try #require(section.components(separatedBy: ".Bl ").last)
        return list.split(separator: "\n").filter { $0.hasPrefix(".It Cm ") }.map { line in
            line.dropFirst(7).filter { !"[]".contains($0) }.split(separator: " ").map(String.init)
        }
    }

    @Test func `the manual has every row, with its keys in their order`() throws {
        let documented = try headings()
        #expect(Set(documented).symmetricDifference(rows) == [])
        #expect(documented.count == rows.count && rows.count > 20)
    }

    /// The initialiser is private, so that every line of the log is a row of that file.
    @Test func `this test reads every row`() {
        #expect(source.contains("    private init(\n"))
        let made = source.matches(of: /package static (let|func) [a-z]/).count
        #expect(made == rows.count)
    }
}
