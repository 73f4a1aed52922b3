import Formats
import Glibc
import Testing
import Values

@testable import Reporting

@Suite(.timeLimit(.minutes(4))) struct JournalHealthTests {
    /// The names of the lines that `body` has made a journal's health log.
    private func lines(_ body: (JournalHealth) -> Void) -> [String] {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let log = Log(LogSettings(), to: ends[1])
        body(JournalHealth(log: log))
        log.write(.reloaded)
        log.flush()
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(ends[0], &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.split(separator: "\n").map { String($0.split(separator: " ")[2]) }.dropLast()
    }

    @Test func `a full disk is logged once, though searches without a result succeed`() {
        let lines = lines { health in
            for _ in 0..<3 {
                health.failed("full", at: .writing)
                health.works(.claiming)
                health.works(.watching)
                health.failed("full", at: .pruning)
            }
            health.works(.writing)
            health.works(.claiming)
        }
        #expect(lines == ["journal-failed", "journal-recovered"])
    }

    @Test func `recovery is logged once everything that had failed works`() {
        let lines = lines { health in
            health.failed("away", at: .claiming)
            health.failed("away", at: .watching)
            health.works(.claiming)
            health.failed("away", at: .claiming)
            health.works(.claiming)
            health.works(.watching)
            health.works(.watching)
        }
        #expect(lines == ["journal-failed", "journal-recovered"])
    }

    @Test func `each operation that fails alone recovers alone`() {
        for operation in JournalHealth.Operation.allCases {
            let lines = lines { health in
                for _ in 0..<2 {
                    health.failed("x", at: operation)
                    health.works(operation)
                }
            }
            #expect(lines == ["journal-failed", "journal-recovered", "journal-failed", "journal-recovered"])
        }
    }
}
