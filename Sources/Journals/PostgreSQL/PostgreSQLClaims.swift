#if PostgreSQL
import Formats
import Synchronization
import Values

/// The runs that this machine has claimed, and their leases: until a lease ends, no other machine reclaims the run.
///
/// The database has a lease by its own clock; here it is counted by ours, from an earlier moment, which runs on while the
/// database is away. So a lease ends here first.
final class PostgreSQLClaims: Sendable {
    /// One claimed run.
    struct Claim: Sendable {
        /// Its key in the database.
        let key: Int64
        /// Number of the attempt that it was claimed for.
        let attempt: Int
        /// Where it has one.
        let lane: PostgreSQLLane?
        /// When its lease was last known to be ours.
        var renewedAt: ContinuousClock.Instant
    }

    /// Before the end of a lease its command is told to stop, gets 5 s to do so, and is killed.
    static let margin: Duration = .seconds(7)

    /// How often leases are renewed.
    var renewalInterval: Duration { max((lease - Self.margin) / 3, .milliseconds(200)) }

    private struct State {
        var claims: [RunID: Claim] = [:]
        var lost: Set<RunID> = []
    }

    private let state = Mutex(State())
    let lease: Duration

    init(lease: Duration) {
        self.lease = lease
    }

    /// Notes what was claimed by a statement that was sent at `moment`.
    func add(_ claims: [(RunID, Claim)]) {
        state.withLock { state in
            for (id, claim) in claims {
                state.claims[id] = claim
                state.lost.remove(id)
            }
        }
    }

    /// The claim of a run; nil if it is not ours.
    subscript(run: RunID) -> Claim? { state.withLock { $0.claims[run] } }

    /// Forgets claims: the ends of these attempts are written. A later claim of the same run stays.
    func remove(_ ended: [FinishedAttempt]) {
        state.withLock { state in
            for end in ended where state.claims[end.run]?.attempt == end.attempt.number {
                state.claims[end.run] = nil
                state.lost.remove(end.run)
            }
        }
    }

    /// The keys of all of them.
    var keys: [Int64] { state.withLock { $0.claims.values.map(\.key) } }

    /// Notes which of those that were asked about are still ours, as of `moment`; the others have been taken, unless they
    /// were claimed after that.
    func renewed(_ kept: Set<Int64>, of asked: [Int64], at moment: ContinuousClock.Instant) {
        let asked = Set(asked)
        state.withLock { state in
            for (id, claim) in state.claims where asked.contains(claim.key) && claim.renewedAt <= moment {
                if kept.contains(claim.key) {
                    state.claims[id]?.renewedAt = moment
                } else {
                    state.lost.insert(id)
                }
            }
        }
    }

    /// How long commands may run on without us: until the first of those that are not lost has to end. Without any, as
    /// long as the next one has at least.
    ///
    /// What is left of the margin when a command has got its 5 s is given in any case. So one lease that ends, while this
    /// process lives, ends no other command.
    func timeUntilLost(at now: ContinuousClock.Instant) -> Duration {
        let patience = lease - Self.margin
        let times = state.withLock { state in
            state.claims.filter { !state.lost.contains($0.key) }.map { patience - (now - $0.value.renewedAt) }
        }
        return max(times.filter { $0 > .zero }.min() ?? patience, Self.margin - .seconds(5))
    }

    /// The runs whose commands must end: another machine has reclaimed them, or soon may.
    func lost(at now: ContinuousClock.Instant) -> [RunID] {
        state.withLock { state in
            let late = state.claims.filter { now - $0.value.renewedAt >= lease - Self.margin }.map(\.key)
            return Array(state.lost.union(late))
        }
    }
}
#endif
