/// How an attempt ended.
public enum Exit: Sendable, Hashable {
    /// The command exited with this status, 0 to 255.
    case status(Int)
    /// A signal ended the command.
    case signal(Int)
    /// It ran longer than `timeout`, and was ended.
    case timedOut
    /// It printed nothing for `silence-timeout`, and was ended.
    case silent
    /// It could not be started, and why, in words for the user. Another attempt may go better.
    case notStarted(String)
    /// The daemon or the machine went down under it, or it was told to stop.
    case interrupted
}

extension Exit: CustomStringConvertible {
    /// `0` … `255`, `SIGTERM`, `timeout`, `silence`, `not-started` or `interrupted`: the value of the log's `exit`.
    public var description: String {
        switch self {
        case .status(let status): String(status)
        case .signal(let number): Self.signalName(number)
        case .timedOut: "timeout"
        case .silent: "silence"
        case .notStarted: "not-started"
        case .interrupted: "interrupted"
        }
    }

    /// `SIGTERM` for 15; `signal 40` for numbers that have no name here (signal(7), Linux).
    private static func signalName(_ number: Int) -> String {
        let names = [
            1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 10: "USR1",
            11: "SEGV", 12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 16: "STKFLT", 24: "XCPU", 25: "XFSZ",
            31: "SYS",
        ]
        return names[number].map { "SIG\($0)" } ?? "signal \(number)"
    }
}

/// One execution of the command for a run.
public struct Attempt: Sendable, Equatable {
    /// Counted from 1, interrupted ones included: what the command saw as `HOOK_ATTEMPT`.
    public let number: Int
    /// When the command was started.
    public let startedAt: Timestamp
    /// When it ended.
    public let finishedAt: Timestamp
    /// How it ended.
    public let exit: Exit
    /// The last 64 KiB at most of what it wrote to stdout and stderr, interleaved.
    public let output: [UInt8]
    /// How much it wrote in all.
    public let outputBytes: Int64

    /// Puts an attempt together.
    public init(
        number: Int, startedAt: Timestamp, finishedAt: Timestamp, exit: Exit, output: [UInt8] = [],
        outputBytes: Int64 = 0
    ) {
        self.number = number
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.exit = exit
        self.output = output
        self.outputBytes = outputBytes
    }
}
