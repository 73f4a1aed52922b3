import Support

/// A command that shows whether two of its attempts overlap.
///
/// It ignores SIGTERM, and holds a lock that the system lets go of when the last process of the attempt has ended.
struct LockingCommand {
    private let place: TemporaryDirectory
    /// A hook that runs it, one attempt after the other.
    let hooks: String

    /// Puts the command into a directory, where it also leaves what it notes; it waits at the gate there.
    init(in place: TemporaryDirectory) throws {
        self.place = place
        try place.write(
            """
            #!/bin/sh
            cd '\(place.path)' || exit 1
            trap '' TERM
            exec 9>lock
            echo $$ >>pids
            flock -n 9 || echo "overlap $HOOK_ATTEMPT" >>events
            echo "begun $HOOK_ATTEMPT" >>events
            cat gate
            echo "done $HOOK_ATTEMPT" >>events
            """, to: "command", mode: 0o700)
        hooks = "on * {\nrun \(place.file("command"))\norder serial\n}"
    }

    /// What the attempts have noted, in order: `begun 1`, `done 1`, `overlap 2`.
    var events: [String] { lines(of: "events") }

    /// The process of each attempt.
    var pids: [Int32] { lines(of: "pids").compactMap { Int32($0) } }

    private func lines(of file: String) -> [String] {
        (place.text(of: file) ?? "").split(separator: "\n").map(String.init)
    }
}
