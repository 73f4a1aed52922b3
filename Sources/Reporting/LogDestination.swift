import Glibc

/// Where the log goes, which decides what stands around a line.
package enum LogDestination: Sendable, Equatable {
    /// A file, a pipe, or anything else: time and level.
    case stream
    /// A terminal that shows colours: time, and the level in a colour.
    case terminal
    /// systemd's journal, which adds the time itself and reads `<3>` to `<7>`: sd-daemon(3).
    case systemdJournal

    /// Looks at what a descriptor leads to.
    ///
    /// `JOURNAL_STREAM` is inherited by everything that a service starts, also where its stderr has been sent elsewhere; so
    /// it names the journal's device and inode, to compare with: systemd.exec(5). `NO_COLOR`: <https://no-color.org>.
    ///
    /// - Parameters:
    ///   - descriptor: of the log.
    ///   - environment: of the process.
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
