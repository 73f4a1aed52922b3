import Foundation

/// What the system shows of its processes: arguments to everybody, the environment to the same user and to root.
package enum ProcessTable {
    /// The command line of every process, its words with a space between them, by the process's number.
    package static var commandLines: [Int32: String] {
        let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
        return Dictionary(uniqueKeysWithValues: numbers.map { ($0, text(of: "cmdline", $0)) })
    }

    /// The environment of one process; empty if it may not be read.
    package static func environment(of process: Int32) -> String {
        text(of: "environ", process)
    }

    /// The processes that this one has started, whichever of its threads it was.
    package static func children(of process: Int32) -> [Int32] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.flatMap { text(of: "task/\($0)/children", process).split(separator: " ") }
            .compactMap { Int32($0) }
    }

    /// Whether it has a handler for a signal: proc(5), `SigCgt`.
    package static func catches(_ signal: Int32, _ process: Int32) -> Bool {
        let line = text(of: "status", process).split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
        return mask >> UInt64(signal - 1) & 1 == 1
    }

    /// The process that has started this one; nil if it is gone.
    package static func parent(of process: Int32) -> Int32? {
        // The program's name, before this, may hold anything.
        text(of: "stat", process).split(separator: ") ").last?.split(separator: " ").dropFirst().first.flatMap {
            Int32($0)
        }
    }

    /// Whether a process runs no more, though its parent may not have collected it yet.
    package static func hasEnded(_ process: Int32) -> Bool {
        let status = text(of: "stat", process)
        return status.isEmpty || status.split(separator: ") ").last?.hasPrefix("Z") == true
    }

    private static func text(of name: String, _ process: Int32) -> String {
        let bytes = FileManager.default.contents(atPath: "/proc/\(process)/\(name)") ?? Data()
        return String(decoding: bytes, as: UTF8.self).replacing("\0", with: " ")
    }
}
