import Glibc

/// An executor's record of itself and its commands, so that they can be ended after it was killed.
///
/// It must survive the end of processes, not of the system: so it is a file that is written but never synchronized. All
/// lines have the same length and are overwritten in place.
struct ExecutorRecord: Sendable, Equatable {
    /// A process, identified by its pid and the time of its start.
    struct Entry: Sendable, Equatable {
        /// Nil for a command whose start was in progress.
        let pid: Int32?
        let started: ClosedRange<SystemTicks>

        func matches(_ status: ProcessStatus) -> Bool {
            status.pid == pid && started.contains(status.startedAt)
        }
    }

    /// Includes the newline, in bytes.
    static let lineLength = 96

    /// From /proc/sys/kernel/random/boot_id: pids and ticks of another boot are meaningless.
    var boot: String
    var executor: Entry
    var commands: [Entry]

    init(boot: String, executor: Entry, commands: [Entry] = []) {
        self.boot = boot
        self.executor = executor
        self.commands = commands
    }

    /// Parses a record; nil if there is none. Incomplete lines are ignored.
    init?(text: String) {
        let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
        guard let first = lines.first, first.count == 6, first[0] == "boot", first[2] == "executor",
            let executor = Entry(first[3...])
        else { return nil }
        boot = String(first[1])
        self.executor = executor
        commands = lines.dropFirst().compactMap { words in
            words.first == "command" ? Entry(words.dropFirst()) : nil
        }
    }

    var header: String { Self.line("boot \(boot) executor \(executor.words)") }

    /// A blank line for nil.
    static func line(of command: Entry?) -> String { line(command.map { "command \($0.words)" } ?? "") }

    private static func line(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, lineLength - 1 - text.utf8.count)) + "\n"
    }
}

extension ExecutorRecord.Entry {
    /// `4711 8100 8101`; pid 0 for a command whose start was in progress.
    fileprivate var words: String { "\(pid ?? 0) \(started.lowerBound.count) \(started.upperBound.count)" }

    fileprivate init?(_ words: ArraySlice<Substring>) {
        let numbers = words.compactMap { Int64($0) }
        guard words.count == 3, numbers.count == 3, numbers[1] <= numbers[2], let pid = Int32(exactly: numbers[0])
        else { return nil }
        self.init(
            pid: pid == 0 ? nil : pid, started: SystemTicks(count: numbers[1])...SystemTicks(count: numbers[2]))
    }
}

/// The current boot of the system.
enum SystemBoot {
    /// Empty if /proc is not mounted.
    static let id: String = {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &text, text.count)
        return String(decoding: text.prefix(max(0, count)).prefix { $0 > 0x20 }, as: UTF8.self)
    }()
}
