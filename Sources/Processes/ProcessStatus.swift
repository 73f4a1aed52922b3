import Foundation
import Glibc

/// A process's entry in proc_pid_stat(5).
struct ProcessStatus: Sendable, Equatable {
    let pid: Int32
    /// The process group.
    let group: Int32
    let session: Int32
    /// Whether it has exited but not been reaped.
    let isZombie: Bool
    /// The time of its start. Together with the pid it identifies the process.
    let startedAt: SystemTicks

    /// Parses /proc/PID/stat; nil if it is malformed.
    init?(_ line: String) {
        // The program's name may contain spaces and parentheses.
        guard let name = line.firstIndex(of: "("), let end = line.lastIndex(of: ")"),
            let pid = Int32(line[..<name].trimmingCharacters(in: .whitespaces))
        else { return nil }
        let fields = line[line.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let group = Int32(fields[2]), let session = Int32(fields[3]),
            let start = Int64(fields[19])
        else { return nil }
        self.init(
            pid: pid, group: group, session: session, isZombie: fields[0] == "Z" || fields[0] == "X",
            startedAt: SystemTicks(count: start))
    }

    init(pid: Int32, group: Int32, session: Int32, isZombie: Bool = false, startedAt: SystemTicks) {
        self.pid = pid
        self.group = group
        self.session = session
        self.isZombie = isZombie
        self.startedAt = startedAt
    }

    /// Nil if there is no such process.
    static func of(_ pid: Int32) -> ProcessStatus? {
        let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var line = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &line, line.count)
        return count > 0 ? ProcessStatus(String(decoding: line[..<count], as: UTF8.self)) : nil
    }

    /// All processes that this one can see.
    static var all: [ProcessStatus] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.compactMap(of)
    }
}
