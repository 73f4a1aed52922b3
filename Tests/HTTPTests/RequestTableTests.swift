import Support
import Testing

@testable import HTTP

@Suite struct RequestTableTests {
    private func outcome(of bytes: [UInt8], inPiecesOf size: Int) -> String {
        var harness = ConnectionHarness()
        for start in stride(from: 0, to: bytes.count, by: size) {
            harness.receive(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        return harness.outcome.joined(separator: " ")
    }

    @Test(arguments: RequestTable.good)
    func `good requests are answered`(row: RequestTable.Row) {
        #expect(outcome(of: row.bytes, inPiecesOf: .max / 2) == row.outcome)
    }

    @Test(arguments: RequestTable.malformed)
    func `malformed requests are rejected and end the connection`(row: RequestTable.Row) {
        var harness = ConnectionHarness()
        harness.receive(row.bytes)
        #expect(harness.outcome.joined(separator: " ") == row.outcome)
        #expect(harness.written.hasSuffix("}\n") && harness.written.contains("\r\nConnection: close\r\n"))
        harness.receive("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(harness.outcome.joined(separator: " ") == row.outcome, "nothing that follows is understood")
        harness.feed(.tick, after: 3)
        #expect(harness.isClosed)
    }

    @Test(arguments: RequestTable.foreign)
    func `another protocol is dropped without an answer`(row: RequestTable.Row) {
        var harness = ConnectionHarness()
        harness.receive(row.bytes)
        #expect(harness.outcome.joined(separator: " ") == row.outcome)
        #expect(harness.isClosed && !harness.written.contains("HTTP/1.1 4"))
        #expect(harness.dropped.count == 1)
    }

    @Test func `the table of requests has at least 150 rows`() {
        #expect(RequestTable.good.count + RequestTable.malformed.count >= 150)
    }

    @Test(arguments: [1, 2, 3, 7, 64])
    func `the outcome is the same however the bytes are split`(size: Int) {
        for row in RequestTable.good + RequestTable.malformed where row.bytes.count < 4000 {
            #expect(outcome(of: row.bytes, inPiecesOf: size) == row.outcome, "\(row.name)")
        }
    }

    @Test(arguments: [1, 7, 4096])
    func `a request costs no more than its length, however the bytes are split`(size: Int) {
        for row in RequestTable.good + RequestTable.malformed {
            var harness = ConnectionHarness()
            for start in stride(from: 0, to: row.bytes.count, by: size) {
                harness.receive(Array(row.bytes[start..<min(start + size, row.bytes.count)]))
                #expect(harness.connection.heldBytes <= 16_384 + 4 * row.bytes.count, "\(row.name)")
                #expect(harness.connection.copiedBytes <= 4 * row.bytes.count, "\(row.name)")
            }
            // Each piece is an event; a request, of sixteen bytes at least, brings about four.
            #expect(harness.steps <= row.bytes.count / size + 1 + 4 * (row.bytes.count / 16 + 1), "\(row.name)")
        }
    }

    @Test func `no mutation of a request crashes the parser`() {
        var generator = SeededGenerator(seed: 4711)
        let rows = (RequestTable.good + RequestTable.malformed).filter { $0.bytes.count < 400 }
        for _ in 0..<5000 {
            var bytes = rows.randomElement(using: &generator)?.bytes ?? []
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[position] = .random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                default: bytes.insert(.random(in: 0...255, using: &generator), at: position)
                }
            }
            let whole = outcome(of: bytes, inPiecesOf: .max / 2)
            #expect(outcome(of: bytes, inPiecesOf: 5) == whole)
        }
    }
}
