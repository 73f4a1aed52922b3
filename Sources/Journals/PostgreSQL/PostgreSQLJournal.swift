#if PostgreSQL
import Synchronization
package import Values

/// The journal of several machines: a PostgreSQL database.
///
/// Five connections a daemon at most, each on a queue of its own, so that none waits for another: one records deliveries,
/// one claims and finishes runs, one reads for the scheduler and one for people, and one renews leases and listens for
/// what others have done.
package final class PostgreSQLJournal: SQLJournal {
    /// What the journal is opened for.
    package enum Mode: Sendable {
        /// To accept deliveries and run commands. `committed` gets the number of requests after each commit; `changed` is
        /// called when another machine has written.
        case daemon(committed: @Sendable (Int) -> Void, changed: @Sendable () -> Void)
        /// To read it and to operate on it.
        case tool
    }

    /// How long a daemon waits at its start for a database that is not there.
    private static let startPatience: Duration = .seconds(30)

    let recording: PostgreSQLSession
    let recorder: PostgreSQLRecorder
    let working: PostgreSQLSession
    let reading: PostgreSQLSession
    let interactive: PostgreSQLSession
    let keeper: LeaseKeeper
    let claims: PostgreSQLClaims
    let expired: Mutex<ExpiredLeases>
    let hooks = PostgreSQLHooks()
    /// Tells this opening from all others, of this machine or another one.
    let claimer: Int64
    let maximumRunningTotal: Int?
    /// Whether the last claim got less than it asked for since enough commands run elsewhere.
    let isFull = Mutex(false)
    let url: String

    private init(_ address: PostgreSQLAddress, mode: Mode, sharing: JournalSharing) {
        url = address.url
        claimer = Int64.random(in: 1...Int64.max)
        maximumRunningTotal = sharing.maximumRunningTotal
        claims = PostgreSQLClaims(lease: sharing.lease)
        expired = Mutex(ExpiredLeases(patience: min(claims.renewalInterval * 1.5, sharing.lease)))
        recording = PostgreSQLSession(address, name: "journal recorder")
        working = PostgreSQLSession(address, name: "journal", plansOnce: true)
        reading = PostgreSQLSession(address, name: "journal reader")
        interactive = PostgreSQLSession(address, name: "journal: interactive reads")
        keeper = LeaseKeeper(
            PostgreSQLSession(address, name: "journal keeper"), claims: claims, claimer: claimer, mode: mode)
        let committed: @Sendable (Int) -> Void =
            if case .daemon(let committed, _) = mode { committed } else { { _ in } }
        recorder = PostgreSQLRecorder(
            recording, hooks: hooks, committed: committed, news: { [keeper] in keeper.notifyPeers() })
    }

    /// Opens the journal of a database that has its tables.
    ///
    /// - Parameters:
    ///   - url: `postgresql://USER@HOST/DATABASE`, as libpq reads it, without a password.
    ///   - password: the value of `PGPASSWORD`; nil where a file has it, or none is needed.
    ///   - mode: what for.
    ///   - sharing: what all machines have to agree upon.
    /// - Returns: the journal.
    /// - Throws: `.unavailable` if it cannot be reached or lacks its tables; `.tooNew`, without having changed anything.
    package static func open(
        _ url: String, password: Secret? = nil, mode: Mode, sharing: JournalSharing = JournalSharing()
    ) async throws(JournalError) -> PostgreSQLJournal {
        try await open(PostgreSQLAddress(url: url, password: password), mode: mode, sharing: sharing)
    }

    /// The same at an address, which may have what tests need.
    static func open(
        _ address: PostgreSQLAddress, mode: Mode, sharing: JournalSharing
    ) async throws(JournalError) -> PostgreSQLJournal {
        let journal = PostgreSQLJournal(address, mode: mode, sharing: sharing)
        do {
            // It may be starting at the same time as this machine.
            let patience: Duration = if case .daemon = mode { startPatience } else { .zero }
            try await journal.working.perform(patience: patience) { _ in }
            try await journal.working.perform { connection throws(JournalError) in
                try PostgreSQLSchema.check(connection, path: address.url)
            }
        } catch {
            await journal.close()
            throw error
        }
        journal.keeper.start()
        return journal
    }

    /// Makes the tables, or brings them up to date.
    ///
    /// - Parameters:
    ///   - url: the database, as a role that may make tables.
    ///   - password: as for `open`.
    ///   - role: one that may use them from now on; nil if it is the same.
    /// - Returns: their versions before and after.
    /// - Throws: why they are as they were before.
    package static func migrate(
        _ url: String, password: Secret? = nil, grantingTo role: String? = nil
    ) async throws(JournalError) -> (from: Int, to: Int) {
        var address = PostgreSQLAddress(url: url, password: password)
        address.statementLimit = PostgreSQLSchema.limit
        let session = PostgreSQLSession(address, name: "migration")
        do {
            let versions = try await session.perform { connection throws(JournalError) in
                try PostgreSQLSchema.migrate(connection, grantingTo: role, path: url)
            }
            await session.close()
            return versions
        } catch {
            await session.close()
            throw error
        }
    }

    package func runsWithEndingLease() -> [RunID] { claims.lost(at: .now) }

    /// Until the first lease that we have ends.
    package func timeUntilRunsAreLost() -> Duration? { claims.timeUntilLost(at: .now) }

    /// Settings of the server with which a crash loses acknowledged deliveries.
    func warnings() async throws(JournalError) -> [String] {
        let settings = ["fsync", "full_page_writes"]
        let names = try await read(for: .people) { connection throws(JournalError) in
            try connection.rows(
                "SELECT name FROM unnest(\(.texts(settings))) AS name WHERE current_setting(name) <> 'on'"
            ) { $0.text(.name) }
        }
        return names.map {
            "the server of \(url) has '\($0) = off': after a crash acknowledged deliveries may be lost; "
                + "set it to 'on' in postgresql.conf"
        }
    }

    func read<Result: Sendable>(
        for reader: JournalReader, _ body: @escaping @Sendable (PostgreSQLConnection) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        try await (reader == .daemon ? reading : interactive).perform(body)
    }

    /// `body` makes its own transaction; a single statement is one. Its commit decides about the sync.
    func write<Result: Sendable>(
        needsSync: Bool, _ body: @escaping @Sendable (PostgreSQLConnection) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        try await working.perform(body)
    }

    func byteCount(over connection: PostgreSQLConnection) throws(JournalError) -> Int64 {
        try connection.firstRow(
            """
            SELECT CAST(sum(pg_total_relation_size(oid)) AS bigint) AS bytes FROM pg_class
            WHERE relkind = 'r' AND relnamespace = CAST(\(.text(PostgreSQLAddress.schema)) AS regnamespace)
            """
        ) { $0.integer(.bytes) } ?? 0
    }

    func notifyPeers() { keeper.notifyPeers() }

    /// Nil also while enough commands run on other machines, since they notify of their ends.
    package func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp? {
        guard !isFull.withLock({ $0 }) else { return nil }
        return try await read(for: .daemon) { connection throws(JournalError) in try connection.nextDue(of: hooks) }
    }

    /// Whether another machine or a tool has written since the last time that this was asked, as far as that is known.
    package func hasChangedElsewhere() async throws(JournalError) -> Bool { keeper.takeNotice() }

    /// Disconnects when what is under way is written.
    package func close() async {
        await keeper.close()
        await recorder.finish()
        await recording.close()
        await working.close()
        await reading.close()
        await interactive.close()
    }
}
#endif
