import Formats
import Glibc
import Testing

@testable import Reporting

@Suite struct LogDestinationTests {
    /// A pipe's writing end, and what JOURNAL_STREAM would be if it led to the journal.
    private func withPipe(_ body: (_ descriptor: Int32, _ name: String) -> Void) {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        var found = stat()
        #expect(fstat(ends[1], &found) == 0)
        body(ends[1], "\(found.st_dev):\(found.st_ino)")
    }

    @Test func `stderr is the journal only if JOURNAL_STREAM names the same file`() {
        withPipe { descriptor, name in
            #expect(LogDestination(of: descriptor, environment: ["JOURNAL_STREAM": name]) == .systemdJournal)
            for other in ["", ":", "8:12345", "\(name)0", name.split(separator: ":").reversed().joined(separator: ":")]
            {
                #expect(LogDestination(of: descriptor, environment: ["JOURNAL_STREAM": other]) == .stream)
            }
            #expect(LogDestination(of: descriptor, environment: [:]) == .stream)
        }
        #expect(LogDestination(of: -1, environment: ["JOURNAL_STREAM": "0:0"]) == .stream)
    }

    @Test(arguments: [
        ([:], LogDestination.terminal), (["TERM": "xterm"], .terminal), (["NO_COLOR": ""], .terminal),
        (["NO_COLOR": "1"], .stream), (["TERM": "dumb"], .stream), (["JOURNAL_STREAM": "8:1"], .terminal),
    ])
    func `colours are for terminals whose user wants them`(environment: [String: String], expected: LogDestination) {
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        #expect(terminal >= 0)
        defer { close(terminal) }
        #expect(LogDestination(of: terminal, environment: environment) == expected)
    }
}
