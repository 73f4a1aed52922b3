import Glibc

/// Keeps an executor's record: each command is on it from before its start until it has been collected.
///
/// The file has been made by the daemon. That a line cannot be written, on a full disk, stops no command: the record counts
/// only when daemon and executor are killed together.
struct ExecutorRecorder {
    /// The place of a command on the record.
    typealias Line = Int

    /// A command that was being started is looked for among those started within so many seconds.
    private static let startLimit: Int64 = 10
    private let descriptor: Int32
    private var free: [Line] = []
    private var lines = 0

    /// Begins the record of this process.
    ///
    /// - Parameter descriptor: an empty file, open for writing.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        guard let own = ProcessStatus.of(getpid()) else { return }
        let record = ExecutorRecord(
            boot: SystemBoot.id, executor: .init(pid: own.pid, started: own.startedAt...own.startedAt))
        write(record.header, at: 0)
    }

    /// A command is about to be started.
    mutating func begin() -> (Line, SystemTicks) {
        let line: Line
        if let known = free.popLast() {
            line = known
        } else {
            lines += 1
            line = lines
        }
        let now = SystemTicks.now
        write(ExecutorRecord.line(of: .init(pid: nil, started: now...(now + Self.startLimit))), at: line)
        return (line, now)
    }

    /// It has been started as this process.
    func note(_ pid: Int32, startedSince begin: SystemTicks, at line: Line) {
        write(ExecutorRecord.line(of: .init(pid: pid, started: begin...max(begin, .now))), at: line)
    }

    /// It is over.
    mutating func remove(_ line: Line) {
        write(ExecutorRecord.line(of: nil), at: line)
        free.append(line)
    }

    private func write(_ text: String, at line: Line) {
        var text = text
        text.withUTF8 { bytes in
            _ = pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(line * ExecutorRecord.lineLength))
        }
    }
}
