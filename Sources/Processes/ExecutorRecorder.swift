import Glibc

/// Writes an executor's record: it lists each command from before its start until it has been reaped.
///
/// The daemon has created the file. A line that cannot be written, on a full disk, stops no command: the record matters
/// only if daemon and executor are killed together.
struct ExecutorRecorder {
    /// A command's line number in the record.
    typealias Line = Int

    /// A command whose start was in progress is searched among those started within this many seconds.
    private static let startLimit: Int64 = 10
    private let descriptor: Int32
    private var free: [Line] = []
    private var lines = 0

    /// Writes the header for this process.
    ///
    /// - Parameter descriptor: an empty file, open for writing.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        guard let own = ProcessStatus.of(getpid()) else { return }
        let record = ExecutorRecord(
            boot: SystemBoot.id, executor: .init(pid: own.pid, started: own.startedAt...own.startedAt))
        write(record.header, at: 0)
    }

    /// Call before a command is started.
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

    /// Call when it has been started as this process.
    func note(_ pid: Int32, startedSince begin: SystemTicks, at line: Line) {
        write(ExecutorRecord.line(of: .init(pid: pid, started: begin...max(begin, .now))), at: line)
    }

    /// Call when it has been reaped, or not been started.
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
