import Formats

/// How an attempt ended.
package enum Exit: Sendable, Hashable {
    /// The command exited with this status, 0 to 255.
    case status(Int)
    /// A signal ended the command.
    case signal(Int)
    /// It ran longer than `timeout`, and was ended.
    case timedOut
    /// It printed nothing for `silence-timeout`, and was ended.
    case silent
    /// It could not be started, for this reason. Another attempt may succeed.
    case notStarted(String)
    /// The daemon or the machine went down, or it was told to stop.
    case interrupted
}

extension Exit: CustomStringConvertible {
    /// `0` … `255`, `SIGTERM`, `timeout`, `silence`, `not-started` or `interrupted`: the value of the log's `exit`.
    package var description: String {
        switch self {
        case .status(let status): String(status)
        case .signal(let number): Self.signalName(number)
        case .timedOut: "timeout"
        case .silent: "silence"
        case .notStarted: "not-started"
        case .interrupted: "interrupted"
        }
    }

    /// Why the command was not started; nil for every other end.
    package var reason: String? {
        if case .notStarted(let reason) = self { reason } else { nil }
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

extension Exit {
    /// The end as the journal and the executor's messages keep it.
    package struct Code: Sendable, Equatable {
        /// Which end it is: 0 to 5, in the order of the cases. The numbers never change.
        package let kind: Int64
        /// The status or the signal's number.
        package var value: Int64 = 0
        /// Why the command was not started.
        package var reason: String?

        package static let interrupted: Int64 = 5

        package init(kind: Int64, value: Int64, reason: String?) {
            self.kind = kind
            self.value = value
            self.reason = reason
        }

        package init(_ exit: Exit) {
            switch exit {
            case .status(let status): (kind, value) = (0, Int64(status))
            case .signal(let number): (kind, value) = (1, Int64(number))
            case .timedOut: kind = 2
            case .silent: kind = 3
            case .notStarted(let text): (kind, reason) = (4, text)
            case .interrupted: kind = Self.interrupted
            }
        }
    }

    /// The end with this code; nil for a kind that only a newer version knows.
    package init?(_ code: Code) {
        switch code.kind {
        case 0: self = .status(Int(code.value))
        case 1: self = .signal(Int(code.value))
        case 2: self = .timedOut
        case 3: self = .silent
        case 4: self = .notStarted(code.reason ?? "")
        case Code.interrupted: self = .interrupted
        default: return nil
        }
    }
}

/// One execution of the command for a run.
package struct Attempt: Sendable, Equatable {
    /// Counted from 1, interrupted ones included: what the command saw as `HOOK_ATTEMPT`.
    package let number: Int
    package let startedAt: Timestamp
    package let finishedAt: Timestamp
    package let exit: Exit
    /// At most the last 64 KiB of stdout and stderr, interleaved.
    package let output: [UInt8]
    /// Of the whole output.
    package let outputBytes: Int64

    package init(
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
