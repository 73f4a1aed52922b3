import Formats
import Synchronization
import Testing

@testable import Scheduling

@Suite struct OutputLinesTests {
    private func lines(of pieces: [String]) -> [String] {
        let collected = Mutex<[String]>([])
        let lines = OutputLines { line in collected.withLock { $0.append(line) } }
        for piece in pieces { lines.take(Array(piece.utf8)) }
        lines.end()
        return collected.withLock { $0 }
    }

    @Test(arguments: [
        (["a\nb\n"], ["a", "b"]), (["a", "b\nc"], ["ab", "c"]), ([], []), (["\n\n"], ["", ""]),
        (["x\r\n"], ["x\r"]),
    ])
    func `output is split at line ends, whatever its pieces`(pieces: [String], expected: [String]) {
        #expect(lines(of: pieces) == expected)
    }

    @Test func `output lines that are too long are split without loss`() {
        let long = String(repeating: "x", count: OutputLines.longestLine + 5)
        let cut = lines(of: [long + "\n", "y\n"])
        #expect(cut.map(\.count) == [OutputLines.longestLine, 5, 1])
    }
}
