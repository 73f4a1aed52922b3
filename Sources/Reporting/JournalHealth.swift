import Synchronization

/// Says in the log when the journal stops working and when it works again: once each, however many calls fail.
public final class JournalHealth: Sendable {
    private let log: Log
    private let isFailing = Mutex(false)

    /// Believes that the journal works.
    public init(log: Log) {
        self.log = log
    }

    /// A call has succeeded.
    public func works() {
        if change(to: false) { log.write(.journalWorks) }
    }

    /// A call has failed, for this reason.
    public func failed(_ reason: String) {
        if change(to: true) { log.write(.journalFailed(reason: reason.replacing("\n", with: "; "))) }
    }

    private func change(to failing: Bool) -> Bool {
        isFailing.withLock { isFailing in
            defer { isFailing = failing }
            return isFailing != failing
        }
    }
}
