import Formats
import Foundation
import Testing
import Values

@testable import HTTP

@Suite struct HTTPErrorTests {
    /// All cases: a new one does not compile until it is listed here.
    private static let all = Array(sequence(first: HTTPError.malformed(""), next: following))

    private static func following(_ error: HTTPError) -> HTTPError? {
        switch error {
        case .malformed: .targetTooLong
        case .targetTooLong: .headTooLarge
        case .headTooLarge: .bodyTooLarge
        case .bodyTooLarge: .tooSlow
        case .tooSlow: .unknownTransferCoding
        case .unknownTransferCoding: .unknownExpectation
        case .unknownExpectation: .unknownVersion
        case .unknownVersion: .tooManyConnections
        case .tooManyConnections: .requestMemoryFull
        case .requestMemoryFull: .foreignProtocol("")
        case .foreignProtocol: nil
        }
    }

    /// The status codes that the manual's table of answers has.
    private func documented() throws -> Set<Int> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let manual = try String(contentsOf: root.appending(path: "man/hookrunner.1"), encoding: .utf8)
        let section = try #require(manual.components(separatedBy: "\n.Sh HTTP\n").dropFirst().first)
        let items = section.components(separatedBy: "\n.Sh ")[0].split(separator: "\n").filter { $0.hasPrefix(".It ") }
        return Set(items.flatMap { $0.split(whereSeparator: { !$0.isNumber }) }.compactMap { Int($0) })
    }

    @Test func `every status that a connection answers with is in the manual`() throws {
        let documented = try documented()
        #expect(documented.contains(202))
        for error in Self.all { #expect(documented.contains(error.status), "\(error.name)") }
    }

    @Test func `only a 503 has Retry-After`() {
        for error in Self.all {
            #expect((error.response.fields["Retry-After"] != nil) == (error.status == 503), "\(error.name)")
            #expect(error.response.closes)
        }
    }

    @Test func `every status has a reason phrase`() {
        for error in Self.all {
            let bytes = ResponseWriter.bytes(of: error.response, date: "now", keepsAlive: false)
            #expect(!String(decoding: bytes, as: UTF8.self).contains("Status"), "\(error.name)")
        }
    }
}
