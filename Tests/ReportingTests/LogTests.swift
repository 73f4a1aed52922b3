import Formats
import Glibc
import Testing
import Values

@testable import Reporting

@Suite(.timeLimit(.minutes(4))) struct LogTests {
    private func withPipe(_ body: (_ reader: Int32, _ writer: Int32) throws -> Void) rethrows {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        try body(ends[0], ends[1])
    }

    private func readAll(_ reader: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 17)
        let count = read(reader, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `lines below the level are not shown`() {
        withPipe { reader, writer in
            var settings = LogSettings()
            settings.level = .warning
            let log = Log(settings, to: writer, clock: WallClock { Timestamp(milliseconds: 0) })
            log.write(.journalRecovered)
            log.write(.executorLost(reason: "signal 9"))
            log.flush()
            #expect(readAll(reader) == "1970-01-01T00:00:00.000Z warning executor-lost reason=\"signal 9\"\n")
            #expect(!log.shows(.info))
            log.use(LogSettings())
            #expect(log.shows(.info))
        }
    }

    @Test func `lines that a closed stderr rejects are counted`() {
        let log = Log(LogSettings(), to: -1)
        for _ in 0..<3 { log.write(.journalRecovered) }
        log.flush()
        #expect(log.droppedLines == 3)
    }

    @Test func `a flush waits for written lines, but not for a blocked stderr`() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let log = Log(LogSettings(), to: ends[1])
        log.write(.journalRecovered)
        await log.flush()
        #expect(readAll(ends[0]).hasSuffix(" info journal-recovered\n"))
        for _ in 0..<10_000 { log.write(.journalRecovered) }
        await log.flush()
        // It has returned though most of them are still to be written.
        #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        var lines = 0
        while lines < 10_000 {
            lines += readAll(ends[0]).count { $0 == "\n" }
            await Task.yield()
        }
        #expect(log.droppedLines == 0)
        ends.forEach { close($0) }
    }

    @Test func `a blocked stderr delays no call, and dropped lines are counted`() {
        withPipe { reader, writer in
            var settings = LogSettings()
            settings.level = .error
            let log = Log(settings, to: writer)
            let lines = 60_000  // each some 50 bytes: more than pipe and backlog hold together
            for _ in 0..<lines { log.write(.journalFailed(reason: "full")) }
            // Reached while the pipe is full: no call has waited.
            var text = ""
            while !text.contains("lines-dropped count=") { text += readAll(reader) }
            let shown = text.split(separator: "\n").count { $0.hasSuffix("journal-failed reason=full") }
            let dropped = text.split(separator: "lines-dropped count=").last.flatMap {
                Int($0.prefix(while: \.isNumber))
            }
            #expect(shown + (dropped ?? 0) == lines)
            #expect(shown < lines)
            #expect(log.droppedLines == dropped)
        }
    }
}
