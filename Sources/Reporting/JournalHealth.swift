import Formats
import Synchronization
import Values

/// Says in the log when the journal stops working and when it works again: once each, however many calls fail.
///
/// Each kind of operation counts for itself: on a full disk, deliveries cannot be written, but a look for due runs that
/// finds none succeeds. Only a write shows that everything works again.
package final class JournalHealth: Sendable {
    /// What is done with the journal.
    package enum Operation: Sendable, Hashable, CaseIterable {
        /// Deliveries, ends of attempts, or a trial are written.
        case writing
        /// Due runs are claimed; where none is due, nothing is written.
        case claiming
        /// It is looked at whether others have changed it, or whether runs are due later.
        case watching
        /// What `keep` gives up is removed; where that is nothing, nothing is written.
        case pruning
        /// Runs are changed, since the configuration or the clock has.
        case adjusting
        /// Alerts are looked at, and noted.
        case alerting
        /// Failures to tell are looked at, and noted.
        case reporting
        /// Deliveries are read.
        case reading
    }

    private let log: Log
    private let failing = Mutex<Set<Operation>>([])

    /// Believes that the journal works.
    package init(log: Log) {
        self.log = log
    }

    /// An operation has succeeded.
    package func works(_ operation: Operation) {
        let isEnd = failing.withLock { failing in
            guard !failing.isEmpty else { return false }
            if operation == .writing { failing = [] } else { failing.remove(operation) }
            return failing.isEmpty
        }
        if isEnd { log.write(.journalWorks) }
    }

    /// An operation has failed, for this reason.
    package func failed(_ reason: String, at operation: Operation) {
        let isBeginning = failing.withLock { failing in
            defer { failing.insert(operation) }
            return failing.isEmpty
        }
        if isBeginning { log.write(.journalFailed(reason: reason.replacingBytes(of: "\n", with: "; "))) }
    }
}
