import Glibc

/// Where the log goes, which decides the prefix of a line.
package enum LogDestination: Sendable, Equatable {
    /// A file, a pipe or anything else: time and level.
    case stream
    /// A terminal with colours: time and coloured level.
    case terminal
    /// systemd's journal, which adds the time and reads `<3>` to `<7>`: sd-daemon(3).
    case systemdJournal

    /// Inspects a descriptor.
    ///
    /// Processes of a service inherit `JOURNAL_STREAM` even if their stderr is redirected; so its value, the journal's device
    /// and inode, has to match the descriptor: systemd.exec(5). `NO_COLOR`: <https://no-color.org>.
    package init(of descriptor: Int32, environment: [String: String]) {
        var found = stat()
        if let journal = environment["JOURNAL_STREAM"], fstat(descriptor, &found) == 0,
            journal == "\(found.st_dev):\(found.st_ino)"
        {
            self = .systemdJournal
        } else if isatty(descriptor) == 1, environment["NO_COLOR", default: ""].isEmpty, environment["TERM"] != "dumb" {
            self = .terminal
        } else {
            self = .stream
        }
    }
}
