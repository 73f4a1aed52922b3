import Formats
import Foundation
import Testing
import Values

@testable import Reporting

/// DIAGNOSTICS in hookrunner(1) against the lines that the program writes.
@Suite struct LogManualTests {
    /// A line of each kind, with every key that it can have.
    static let lines: [LogEvent] = [
        .listening(address: ""), .adminListening(address: ""), .configurationWarning(text: ""), .recovered(runs: 1),
        .leaseLost(delivery: "", hook: ""), .runTakenElsewhere(delivery: "", hook: ""), .runsOrphaned(runs: 1),
        .reloaded, .reloadRefused(reason: ""),
        .deliveryAccepted(delivery: "", endpoint: "", event: "", client: "", bytes: 1, runs: 1, secret: 1),
        .deliveryDuplicate(delivery: "", endpoint: "", event: "", client: ""),
        .greetingAnswered(endpoint: "", client: ""),
        .requestRejected(endpoint: "", client: "", status: 1, reason: ""), .connectionDropped(client: "", reason: ""),
        .journalFailed(reason: ""), .journalWorks, .attemptStarted(.sample, attempt: 1),
        .commandOutput(.sample, line: ""),
        .attemptFinished(.sample, attempt: 1, exit: "", milliseconds: 1, reason: ""),
        .retryScheduled(.sample, attempt: 1, milliseconds: 1), .runFailed(.sample, attempt: 1, exit: ""),
        .onFailureFailed(.sample, attempt: 1, exit: "", milliseconds: 1), .alertStarted(alert: "", reason: ""),
        .alertEnded(alert: "", milliseconds: 1),
        .onAlertFailed(alert: "", attempt: 1, exit: "", milliseconds: 1), .pruned(deliveries: 1),
        .startsDelayed(reason: ""), .executorLost(reason: ""), .leftoversEnded(processes: 1, remaining: 1),
        .commandsUnrecorded(reason: ""), .payloadTruncated(.sample, attempt: 1), .stopping(signal: "", runs: 1),
        .stopped(runs: 1),
        .stopForced(reason: ""), .linesDropped(count: 1),
    ]

    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// What follows `.It Cm` in DIAGNOSTICS: a name and its keys, those in brackets for some lines only.
    private func headings() throws -> [[String]] {
        let page = try String(contentsOfFile: "\(Self.root)/man/hookrunner.1", encoding: .utf8)
        let section = try #require(page.components(separatedBy: ".Sh DIAGNOSTICS\n").last).components(
            separatedBy: "\n.Sh ")[0]
        let list = try #require(section.components(separatedBy: ".Bl ").last)
        return list.split(separator: "\n").filter { $0.hasPrefix(".It Cm ") }.map { line in
            line.dropFirst(7).split(separator: " ").map(String.init)
        }
    }

    @Test func `the manual names every line, with its keys in their order`() throws {
        let documented = try headings().map { $0.map { $0.filter { !"[]".contains($0) } } }
        let written = Self.lines.map { [$0.name] + $0.fields.map(\.key) }
        #expect(Set(documented).symmetricDifference(written) == [])
        #expect(documented.count == written.count)
    }

    @Test func `the table of this test has every line of the program`() throws {
        let source = try String(contentsOfFile: "\(Self.root)/Sources/Reporting/LogEvent.swift", encoding: .utf8)
        let names = source.matches(of: /case \.[a-zA-Z]+: "([-a-z]+)"/).map { String($0.1) }
        #expect(Set(names) == Set(Self.lines.map(\.name)) && names.count > 20)
    }
}

extension LogField {
    fileprivate var key: String {
        switch self {
        case .text(let key, _), .number(let key, _): key
        }
    }
}
