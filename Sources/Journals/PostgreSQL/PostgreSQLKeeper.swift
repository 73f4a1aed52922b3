#if PostgreSQL
import Formats
import Dispatch
import Glibc
import Synchronization
import Values

/// Keeps up the relations of this machine with the others: renews the leases of its runs, tells that it has written, and
/// hears when they have.
final class PostgreSQLKeeper: Sendable {
    /// What is told within that time is told once: every machine wakes at it.
    private static let telling: Duration = .milliseconds(20)
    /// A notification may be missed, if its sender ends before it sends it: so often one looks without having been told.
    private static let longestSilence: Duration = .seconds(5)
    /// How often what was counted is added up.
    private static let folding: Duration = .seconds(5)
    private static let channel = "hookrunner"

    private struct State {
        var mustTell = false
        var hasNoticed = false
        var isListening = false
        var lookedAt = ContinuousClock.now
    }

    let session: PostgreSQLSession
    private let claims: PostgreSQLClaims
    private let claimer: Int64
    private let changed: (@Sendable () -> Void)?
    private let state = Mutex(State())
    private let confined = Confined()

    /// Used on the session's queue alone: that is what makes it sendable.
    private final class Confined: @unchecked Sendable {
        var timer: (any DispatchSourceTimer)?
        var ear: (any DispatchSourceRead)?
        /// Which connection listens: the number of its process.
        var listener: Int32?
        var foldedAt = ContinuousClock.now
    }

    /// Does nothing by itself for a tool.
    init(_ session: PostgreSQLSession, claims: PostgreSQLClaims, claimer: Int64, mode: PostgreSQLJournal.Mode) {
        self.session = session
        self.claims = claims
        self.claimer = claimer
        changed = if case .daemon(_, let changed) = mode { changed } else { nil }
    }

    /// How long to wait between two signs of life: three of them may fail before a command has to be ended.
    private var interval: Duration { claims.renewalInterval }

    /// Begins to listen and to renew.
    func start() {
        guard changed != nil else { return }
        session.later { [self] in
            let timer = session.timer()
            timer.setEventHandler { [self] in keep() }
            timer.schedule(deadline: .now(), repeating: min(interval, Self.folding) / .seconds(1))
            timer.resume()
            confined.timer = timer
        }
    }

    /// Others have something to look at, soon.
    func tellOthers() {
        let isFirst = state.withLock { state in
            defer { state.mustTell = true }
            return !state.mustTell
        }
        guard isFirst else { return }
        let wait = changed == nil ? .zero : Self.telling
        session.later(after: wait) { [self] in
            state.withLock { $0.mustTell = false }
            // If it fails, they look without having been told.
            _ = try? session.attempt { connection throws(JournalError) in
                try connection.run("SELECT pg_notify($1, '')", .text(Self.channel), within: PostgreSQLSession.limit)
            }
        }
    }

    /// Whether there is something to look at.
    func hasNoticed() -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            guard state.hasNoticed || !state.isListening || now - state.lookedAt >= Self.longestSilence else {
                return false
            }
            state.hasNoticed = false
            state.lookedAt = now
            return true
        }
    }

    /// Stops it all.
    func close() async {
        session.later { [self] in
            confined.timer?.cancel()
            confined.ear?.cancel()
        }
        await session.close()
    }

    /// Renews, listens, adds up: whatever is due. What fails is tried again at the next tick.
    private func keep() {
        do {
            try session.attempt { connection throws(JournalError) in
                try listen(over: connection)
                try renew(over: connection)
                if ContinuousClock.now - confined.foldedAt >= Self.folding {
                    _ = try connection.run(PostgreSQLSchema.fold, within: PostgreSQLSession.limit)
                    confined.foldedAt = .now
                }
                hear(from: connection)
            }
        } catch {
            // Whoever wants something of the journal hears of it; leases end by themselves.
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
            WITH held AS (SELECT key FROM runs WHERE key = ANY ($2::bigint[]) ORDER BY key FOR NO KEY UPDATE)
            UPDATE runs SET lease = clock() + $1 FROM held
            WHERE runs.key = held.key AND state = 2 AND claimer = $3 RETURNING runs.key
            """, .integer(claims.lease.milliseconds), .integers(keys), .integer(claimer),
            within: PostgreSQLSession.limit)
        claims.renewed(Set(rows.map { $0.integer(0) }), of: keys, at: sent)
    }

    private func listen(over connection: PostgreSQLConnection) throws(JournalError) {
        guard confined.listener != connection.process || confined.ear == nil else { return }
        _ = try connection.run("LISTEN \(Self.channel)", within: PostgreSQLSession.limit)
        confined.ear?.cancel()
        // A copy, since a source must be cancelled before its descriptor is closed.
        let copy = dup(connection.socket)
        let ear = session.readSource(of: copy)
        ear.setEventHandler { [self] in
            // A connection that is lost is given up by that, and the next tick makes another.
            _ = try? session.attempt { connection throws(JournalError) in hear(from: connection) }
        }
        ear.setCancelHandler { Glibc.close(copy) }
        ear.resume()
        confined.ear = ear
        confined.listener = connection.process
        state.withLock { state in
            state.isListening = true
            state.hasNoticed = true
        }
    }

    private func hear(from connection: PostgreSQLConnection) {
        guard let processes = try? connection.notifications() else {
            confined.ear?.cancel()
            confined.ear = nil
            return state.withLock { $0.isListening = false }
        }
        guard processes.contains(where: { $0 != connection.process }) else { return }
        state.withLock { $0.hasNoticed = true }
        changed?()
    }
}
#endif
