#if PostgreSQL
import Formats
import Dispatch
import Glibc
import Synchronization
import Values

/// Renews the leases of this machine's runs, tells the other machines that it has written, and notices when they have.
final class LeaseKeeper: Sendable {
    /// Notifications within that time become one: every machine wakes at it.
    private static let notificationDelay: Duration = .milliseconds(20)
    /// A notification is lost if its sender ends before it sends it: after this time the journal is read without one.
    private static let longestSilence: Duration = .seconds(5)
    /// How often what was counted is added up.
    private static let folding: Duration = .seconds(5)
    private static let channel = "hookrunner"

    /// The last four are used on the session's queue only.
    private struct State {
        var mustNotify = false
        var hasNotice = false
        var isListening = false
        var lookedAt = ContinuousClock.now
        var timer: (any DispatchSourceTimer)?
        var notificationSource: (any DispatchSourceRead)?
        /// Which connection listens: the number of its process.
        var listener: Int32?
        var foldedAt = ContinuousClock.now
    }

    let session: PostgreSQLSession
    private let claims: PostgreSQLClaims
    private let claimer: Int64
    private let changed: (@Sendable () -> Void)?
    private let state = Mutex(State())

    /// For a tool, it only notifies.
    init(_ session: PostgreSQLSession, claims: PostgreSQLClaims, claimer: Int64, mode: PostgreSQLJournal.Mode) {
        self.session = session
        self.claims = claims
        self.claimer = claimer
        changed = if case .daemon(_, let changed) = mode { changed } else { nil }
    }

    /// Begins to listen and to renew.
    func start() {
        guard changed != nil else { return }
        // Three renewals may fail before a command has to be ended.
        let interval = min(claims.renewalInterval, Self.folding) / .seconds(1)
        state.withLock { state in
            let timer = session.timer()
            timer.setEventHandler { [self] in keep() }
            timer.schedule(deadline: .now(), repeating: interval)
            timer.resume()
            state.timer = timer
        }
    }

    /// Tells the other machines, soon, that there is something to claim or to stop.
    func notifyPeers() {
        let isFirst = state.withLock { state in
            defer { state.mustNotify = true }
            return !state.mustNotify
        }
        guard isFirst else { return }
        session.executor.later(after: changed == nil ? .zero : Self.notificationDelay) { [self] in
            state.withLock { $0.mustNotify = false }
            // If it fails, they read the journal without a notification, later.
            _ = try? session.attempt { connection throws(JournalError) in
                try connection.run("SELECT pg_notify(\(.text(Self.channel)), '')")
            }
        }
    }

    /// Whether the journal may have changed since the last call.
    func takeNotice() -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            guard state.hasNotice || !state.isListening || now - state.lookedAt >= Self.longestSilence else {
                return false
            }
            state.hasNotice = false
            state.lookedAt = now
            return true
        }
    }

    func close() async {
        await session.run { self.cancelSources() }
        await session.close()
    }

    private func cancelSources() {
        state.withLock { state in
            state.timer?.cancel()
            state.notificationSource?.cancel()
        }
    }

    /// Renews, listens, adds up: whatever is due. What fails is retried at the next tick.
    private func keep() {
        do {
            try session.attempt { [self] connection throws(JournalError) in
                try listen(over: connection)
                try renew(over: connection)
                if ContinuousClock.now - state.withLock({ $0.foldedAt }) >= Self.folding {
                    _ = try connection.run(PostgreSQLSchema.fold)
                    state.withLock { $0.foldedAt = .now }
                }
                drainNotifications(from: connection)
            }
        } catch {
            // Calls that need the journal get the error; leases end by themselves.
            state.withLock { $0.isListening = false }
        }
    }

    /// Locks the runs in the order of their keys, as those do that end them.
    private func renew(over connection: PostgreSQLConnection) throws(JournalError) {
        let keys = claims.keys
        guard !keys.isEmpty else { return }
        let sent = ContinuousClock.now
        let rows = try connection.run(
            """
            WITH own AS (SELECT key FROM runs WHERE key = ANY (\(.integers(keys))) ORDER BY key FOR NO KEY UPDATE)
            UPDATE runs SET lease = clock() + \(.integer(claims.lease.milliseconds)) FROM own
            WHERE runs.key = own.key AND state = \(.running) AND claimer = \(.integer(claimer)) RETURNING runs.key
            """)
        claims.renewed(Set(rows.map { $0.integer(.key) }), of: keys, at: sent)
    }

    private func listen(over connection: PostgreSQLConnection) throws(JournalError) {
        let process = connection.process
        let isListening = state.withLock { $0.listener == process && $0.notificationSource != nil }
        guard !isListening else { return }
        _ = try connection.run("LISTEN \(raw: Self.channel)")
        // A copy, since a source must be cancelled before its descriptor is closed.
        let copy = dup(connection.socket)
        state.withLock { state in
            state.notificationSource?.cancel()
            let source = session.readSource(of: copy)
            source.setEventHandler { [self] in
                // A connection that is lost is given up by that, and the next tick makes another.
                _ = try? session.attempt { connection throws(JournalError) in
                    self.drainNotifications(from: connection)
                }
            }
            source.setCancelHandler { Glibc.close(copy) }
            source.resume()
            state.notificationSource = source
            state.listener = process
            state.isListening = true
            state.hasNotice = true
        }
    }

    private func drainNotifications(from connection: PostgreSQLConnection) {
        guard let processes = try? connection.notifications() else {
            return state.withLock { state in
                state.notificationSource?.cancel()
                state.notificationSource = nil
                state.isListening = false
            }
        }
        guard processes.contains(where: { $0 != connection.process }) else { return }
        state.withLock { $0.hasNotice = true }
        changed?()
    }
}
#endif
