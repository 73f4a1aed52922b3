import Foundation

/// What the system shows of its processes: arguments to everybody, the environment to the same user and to root.
public enum ProcessTable {
    /// The command line of every process, its words with a space between them.
    public static var commandLines: [String] { contents(of: "cmdline") }

    /// The environment of every process that may be read.
    public static var environments: [String] { contents(of: "environ") }

    private static func contents(of name: String) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { Int($0) != nil }.compactMap { process in
            FileManager.default.contents(atPath: "/proc/\(process)/\(name)").map {
                String(decoding: $0, as: UTF8.self).replacing("\0", with: " ")
            }
        }
    }
}
