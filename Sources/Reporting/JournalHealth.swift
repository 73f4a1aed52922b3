import Formats
import Synchronization
import Values

/// Logs once when the journal fails and once when it has recovered, however many calls fail.
///
/// Each kind of operation counts by itself: on a full disk deliveries cannot be written, but looking for due runs succeeds
/// when there are none. Only a successful write shows that everything works again.
package final class JournalHealth: Sendable {
    package enum Operation: Sendable, Hashable, CaseIterable {
        /// Deliveries, ends of attempts or a probe are written.
        case writing
        /// Due runs are claimed; if there are none, nothing is written.
        case claiming
        /// Changes of other processes, and runs due later, are looked up.
        case watching
        /// Deliveries older than `keep` are removed; if there are none, nothing is written.
        case pruning
        /// Runs are adapted to a new configuration or a clock that has changed.
        case adjusting
        /// Alerts are read and recorded.
        case alerting
        /// Failures to report are read and recorded.
        case reporting
        /// Deliveries are read.
        case reading
    }

    private let log: Log
    private let failing = Mutex<Set<Operation>>([])

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
        if isEnd { log.write(.journalRecovered) }
    }

    /// An operation has failed.
    package func failed(_ reason: String, at operation: Operation) {
        let isBeginning = failing.withLock { failing in
            defer { failing.insert(operation) }
            return failing.isEmpty
        }
        if isBeginning { log.write(.journalFailed(reason: reason.replacingBytes(of: "\n", with: "; "))) }
    }
}
