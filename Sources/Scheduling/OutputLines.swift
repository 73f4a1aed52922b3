import Formats
import Synchronization
import Values

/// Splits the output of a command into lines for the log.
final class OutputLines: Sendable {
    /// In bytes. Longer lines are split, so that a command without line ends cannot exhaust the memory.
    static let longestLine = 4096

    private let unfinished = Mutex<[UInt8]>([])
    private let report: @Sendable (String) -> Void

    init(_ report: @escaping @Sendable (String) -> Void) {
        self.report = report
    }

    /// - Parameter bytes: the next output of the command, in pieces of any size.
    func take(_ bytes: [UInt8]) {
        let lines = unfinished.withLock { unfinished in
            var lines: [[UInt8]] = []
            for byte in bytes {
                if byte == UInt8(ascii: "\n") || unfinished.count == Self.longestLine {
                    lines.append(unfinished)
                    unfinished = []
                }
                if byte != UInt8(ascii: "\n") { unfinished.append(byte) }
            }
            return lines
        }
        lines.forEach(send)
    }

    /// To be called when the command has ended: text after the last line end is a line, too.
    func end() {
        let rest = unfinished.withLock { unfinished in
            defer { unfinished = [] }
            return unfinished
        }
        if !rest.isEmpty { send(rest) }
    }

    private func send(_ line: [UInt8]) {
        report(String(decoding: line, as: UTF8.self))
    }
}
