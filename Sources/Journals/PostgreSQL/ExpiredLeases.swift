#if PostgreSQL
/// The leases that the database's clock calls expired, and since when they have not changed.
///
/// A database's clock may jump: then leases look expired whose machines are at work. These renew them within a moment, so
/// only a lease that has not changed for that long has expired. The moments are those of this machine's own clock.
struct ExpiredLeases: Sendable {
    private struct Look {
        let lease: Int64
        let firstAt: ContinuousClock.Instant
    }

    /// How long a machine that is at work takes to renew its leases, at most: a renewal may be late by half its interval.
    let patience: Duration
    private var looks: [Int64: Look] = [:]

    init(patience: Duration) { self.patience = patience }

    /// Notes the result of one query.
    ///
    /// - Parameters:
    ///   - leases: the end of each expired lease, by the key of its run; the others are forgotten.
    ///   - now: the moment.
    /// - Returns: the runs whose leases have expired.
    mutating func take(_ leases: [Int64: Int64], at now: ContinuousClock.Instant) -> Set<Int64> {
        var next: [Int64: Look] = [:]
        for (run, lease) in leases {
            let before = looks[run].flatMap { $0.lease == lease ? $0 : nil }
            next[run] = before ?? Look(lease: lease, firstAt: now)
        }
        looks = next
        return Set(looks.filter { now - $0.value.firstAt >= patience }.keys)
    }
}
#endif
