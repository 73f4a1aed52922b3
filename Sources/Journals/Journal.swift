public import Values

/// Where deliveries, runs and attempts live.
///
/// Every method returns when what it promises is true, and never before. Several machines may share a journal:
/// nothing here asks for more than one transaction that skips rows which somebody else holds. Times are those of the
/// caller; a journal has no clock.
public protocol Journal: Sendable {
    /// Writes the deliveries of a request and their runs in one transaction.
    ///
    /// Nothing is written while as many runs wait as the first entry allows that would add one. A run with a lane waits
    /// until the earlier runs of its lane are final; a run that takes the place of those that wait cancels them. When this
    /// returns, all that was `.recorded` is on disk (fsync) and survives a power loss.
    ///
    /// - Parameter entries: each delivery, its runs, and how to recognise that it came before.
    /// - Returns: for each whether it was written, or repeats an earlier delivery; `.noRoom` for all of them, or for none.
    /// - Throws: why nothing was written.
    func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome]

    /// Hands out due runs and marks them as running, in one transaction.
    ///
    /// Runs of a hook come in the order of their due time, then of their delivery; the hooks take turns, the first one
    /// in `allowances` first. A hook with a batch gets its runs together, once there are enough of them or the first has
    /// waited long enough. A claim survives the end of the process; it need not survive a power loss, since a
    /// run that nobody knows to be running is simply claimed again.
    ///
    /// - Parameters:
    ///   - allowances: the hooks whose runs may be started, and how many of each.
    ///   - total: for how many commands at most in all.
    ///   - now: runs that are due later are left alone.
    /// - Returns: the claimed runs, each with its delivery; those for one command together.
    /// - Throws: why none was claimed.
    func claim(_ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp) async throws(JournalError)
        -> [[ClaimedRun]]

    /// Writes the ends of attempts and what becomes of their runs, in one transaction.
    ///
    /// They survive the end of the process at once, and a power loss a moment later: one in between means that the run is
    /// made again, which "at least once" allows.
    ///
    /// If a run is final then, the next one of its lane becomes claimable. A run that was to be cancelled meanwhile
    /// is cancelled now, unless it succeeded.
    ///
    /// - Parameter attempts: those that have ended.
    /// - Returns: the runs that were no longer the caller's, since its lease had passed: what it did may be done twice.
    ///   Their attempts are noted, and nothing else.
    /// - Throws: why nothing was written.
    @discardableResult
    func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID]

    /// The claimed runs whose commands have to end: their lease has passed, or is about to.
    func lostRuns() -> [RunID]

    /// Puts the runs of machines that have let their lease pass back to pending, as `recover` does at the start.
    ///
    /// - Parameter now: the moment.
    /// - Returns: how many there were.
    /// - Throws: why they are still marked as running.
    func takeUpExpired(at now: Timestamp) async throws(JournalError) -> Int

    /// Puts the runs that a crash cut off back to pending, due at once, each with an attempt that says so.
    ///
    /// An alert that somebody was being told of meanwhile is to be told at once; where several machines share the journal,
    /// only those runs are meant whose lease is over, and an alert is told again at its `tellAt`.
    ///
    /// - Parameter now: when the daemon started.
    /// - Returns: how many there were.
    /// - Throws: why they are still marked as running.
    func recover(at now: Timestamp) async throws(JournalError) -> Int

    /// Makes pending runs due that would wait longer than they can have been told to: the clock has been set back.
    ///
    /// - Parameters:
    ///   - hooks: the longest wait before an attempt, by hook; a run without an attempt does not wait at all.
    ///   - now: the moment.
    /// - Returns: how many runs there were.
    /// - Throws: why some of them still wait.
    func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int

    /// Fails the pending runs of every other hook: nobody would ever start them.
    ///
    /// - Parameters:
    ///   - hooks: those of the configuration in force.
    ///   - reason: what their last attempt says.
    ///   - now: the moment.
    /// - Returns: how many runs there were.
    /// - Throws: why they are still pending.
    func failRuns(ofHooksOtherThan hooks: [HookKey], because reason: String, at now: Timestamp)
        async throws(JournalError) -> Int

    /// Makes final runs pending again, due at once and with all their attempts before them.
    ///
    /// Each once, and in steps so small that nobody waits for long, however many there are.
    ///
    /// - Parameters:
    ///   - selection: which runs.
    ///   - now: the moment.
    ///   - progress: hears after each step how many runs there were so far.
    /// - Returns: how many runs there were.
    /// - Throws: why not all of them are pending; those that are stay so.
    func retry(_ selection: RunSelection, at now: Timestamp, progress: @Sendable (Int) -> Void)
        async throws(JournalError) -> Int

    /// Cancels runs that are not final: a pending one at once, a running one when its command has been ended.
    ///
    /// - Parameter deliveries: whose runs.
    /// - Returns: how many runs there were.
    /// - Throws: why not all of them are cancelled; those that are stay so.
    func cancel(_ deliveries: [DeliveryID]) async throws(JournalError) -> Int

    /// Removes deliveries that are over, with their runs and attempts, in steps so small that nobody waits.
    ///
    /// - Parameters:
    ///   - moment: those received before it go, if no run of theirs has failed.
    ///   - failedMoment: those received before it go, if one has.
    /// - Returns: how many deliveries there were.
    /// - Throws: why not all of them are gone.
    func prune(before moment: Timestamp, failedBefore failedMoment: Timestamp) async throws(JournalError) -> Int

    /// The running runs whose command somebody wants ended.
    func runsToStop() async throws(JournalError) -> [RunID]

    /// Whether another process has written to the journal since the last time that this was asked.
    func hasChangedElsewhere() async throws(JournalError) -> Bool

    /// When the next pending run of these hooks may be claimed; nil if there is none. Runs that wait in a lane do not count.
    func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp?

    /// Deliveries that match, newest first.
    func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary]

    /// A page of the deliveries that match, newest first, for somebody who waits for it.
    ///
    /// It looks at a bounded number of deliveries, however many there are: a page may be short, or empty, though there are
    /// more. `DeliveryPage.next` tells where to go on.
    func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage

    /// One delivery with its runs and their latest attempts; nil if there is none of that id.
    ///
    /// - Parameters:
    ///   - id: which one.
    ///   - count: how many attempts of each run at most, and they are the latest ones.
    /// - Returns: the delivery.
    /// - Throws: why it cannot be read.
    func delivery(_ id: DeliveryID, latestAttempts count: Int) async throws(JournalError) -> DeliveryRecord?

    /// What happened minute by minute; however much that was, it takes no time to speak of. A day back at most.
    ///
    /// - Parameters:
    ///   - start: the beginning of the first minute; what lies before it in that minute counts, too.
    ///   - end: behind the last minute.
    /// - Returns: the minutes in which something happened, in order.
    /// - Throws: why they cannot be read.
    func activity(from start: Timestamp, until end: Timestamp) async throws(JournalError) -> [MinuteActivity]

    /// Writes something that means nothing, as durably as a delivery, to learn whether the next one could be written.
    func tryWriting() async throws(JournalError)

    /// Counts what the journal holds; however much that is, it takes no time to speak of.
    func census() async throws(JournalError) -> JournalCensus

    /// What is known of alerts, by name; a few rows, asked for once a second.
    func alerts() async throws(JournalError) -> [AlertRecord]

    /// Writes what is known of an alert, unless somebody else was faster; on disk when this returns, as a delivery is.
    ///
    /// - Parameters:
    ///   - old: what has to be there for it, to the last field; nil for nothing.
    ///   - new: what takes its place, of the same name; nil for nothing.
    /// - Returns: whether it was written.
    /// - Throws: why nothing was written.
    func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool

    /// When the newest delivery of these events came, in steps so small that nobody waits.
    ///
    /// - Parameters:
    ///   - events: at least one.
    ///   - endpoint: the endpoint that it came to; nil for any.
    ///   - moment: those that came then or earlier do not count.
    /// - Returns: when it was received; nil if there is none.
    /// - Throws: why nobody knows.
    func lastArrival(of events: [EventPattern], at endpoint: String?, after moment: Timestamp)
        async throws(JournalError) -> Timestamp?

    /// Writes what is under way and lets go of the files. Nothing may be called afterwards.
    func close() async
}

extension Journal {
    /// None: where only one machine writes, a claim lasts.
    public func lostRuns() -> [RunID] { [] }

    /// None: where only one machine writes, `recover` has done it.
    public func takeUpExpired(at now: Timestamp) async throws(JournalError) -> Int { 0 }
    /// The same, and nobody hears of its progress.
    public func retry(_ selection: RunSelection, at now: Timestamp) async throws(JournalError) -> Int {
        try await retry(selection, at: now) { _ in }
    }

    /// The same for one delivery.
    public func record(_ entry: JournalEntry) async throws(JournalError) -> RecordOutcome {
        try await record([entry])[0]
    }

    /// One delivery with its runs and all their attempts; nil if there is none of that id.
    public func delivery(_ id: DeliveryID) async throws(JournalError) -> DeliveryRecord? {
        try await delivery(id, latestAttempts: .max)
    }
}

/// Which hook of which endpoint a run is for.
public struct HookKey: Sendable, Hashable {
    /// Path of the endpoint.
    public let endpoint: String
    /// Name of the hook within it.
    public let hook: String

    /// Makes a key.
    public init(endpoint: String, hook: String) {
        self.endpoint = endpoint
        self.hook = hook
    }
}

/// A delivery to be written, with its runs.
public struct JournalEntry: Sendable {
    /// A run to be written.
    public struct Run: Sendable, Equatable {
        /// Name of the hook.
        public let hook: String
        /// Runs of one hook with the same lane wait for each other; nil waits for nobody.
        public let lane: String?
        /// Whether the pending runs of its lane are cancelled (`order latest`); a running one goes on.
        public let cancelsWaiting: Bool

        /// Makes a run.
        public init(hook: String, lane: String? = nil, cancelsWaiting: Bool = false) {
            self.hook = hook
            self.lane = lane
            self.cancelsWaiting = cancelsWaiting
        }
    }

    /// How a repeated delivery is recognised.
    public struct Fingerprint: Sendable, Equatable {
        /// Equal for equal deliveries: an id of the provider, or a digest.
        public let key: [UInt8]
        /// Deliveries received before this moment do not count.
        public let since: Timestamp

        /// Makes a fingerprint.
        public init(key: [UInt8], since: Timestamp) {
            self.key = key
            self.since = since
        }
    }

    /// How many runs may wait; nil for any number.
    public struct Room: Sendable, Equatable {
        /// Of all endpoints together.
        public let overall: Int?
        /// Of the delivery's endpoint.
        public let endpoint: Int?

        /// Makes a bound.
        public init(overall: Int? = nil, endpoint: Int? = nil) {
            self.overall = overall
            self.endpoint = endpoint
        }
    }

    /// The delivery.
    public let delivery: Delivery
    /// Its runs, each for a hook of its own; none where no hook wants the event.
    public let runs: [Run]
    /// Nil where repeated deliveries run again.
    public let fingerprint: Fingerprint?
    /// How many runs may wait before it is refused.
    public let room: Room

    /// Puts an entry together.
    public init(delivery: Delivery, runs: [Run], fingerprint: Fingerprint? = nil, room: Room = Room()) {
        self.delivery = delivery
        self.runs = runs
        self.fingerprint = fingerprint
        self.room = room
    }
}

/// Which final runs to make again.
public enum RunSelection: Sendable, Equatable {
    /// Those of these deliveries that failed or were cancelled; of a delivery with none of these, all.
    case deliveries([DeliveryID])
    /// All that failed, for deliveries of this event and since this moment, where they are named.
    case failed(event: String?, since: Timestamp?)
}

/// What became of a delivery that was to be written.
public enum RecordOutcome: Sendable, Equatable {
    /// It is on disk.
    case recorded
    /// It repeats this one; nothing was written.
    case duplicate(of: DeliveryID)
    /// Too many runs wait; nothing was written.
    case noRoom
}

/// How many commands of a hook may be started.
public struct ClaimAllowance: Sendable, Equatable {
    /// The hook.
    public let hook: HookKey
    /// At least 1.
    public let commands: Int
    /// How runs are gathered for one command; nil where each has a command of its own.
    public let batch: Batching?

    /// Makes an allowance.
    public init(hook: HookKey, commands: Int, batch: Batching? = nil) {
        self.hook = hook
        self.commands = commands
        self.batch = batch
    }
}

/// Which run: there is one for each delivery and hook.
public struct RunID: Sendable, Hashable {
    /// The delivery.
    public let delivery: DeliveryID
    /// Name of the hook.
    public let hook: String

    /// Makes the name of a run.
    public init(delivery: DeliveryID, hook: String) {
        self.delivery = delivery
        self.hook = hook
    }
}

/// A run that its claimer must now start.
public struct ClaimedRun: Sendable, Equatable {
    /// The delivery, payload included.
    public let delivery: Delivery
    /// Name of the hook.
    public let hook: String
    /// Number of the attempt that begins, counted from 1, interrupted ones included.
    public let attempt: Int
    /// Attempts of it that have failed.
    public let failures: Int

    /// Puts a claimed run together.
    public init(delivery: Delivery, hook: String, attempt: Int, failures: Int) {
        self.delivery = delivery
        self.hook = hook
        self.attempt = attempt
        self.failures = failures
    }

    /// Its name.
    public var id: RunID { RunID(delivery: delivery.id, hook: hook) }
}

/// The end of an attempt, and what becomes of its run.
public struct FinishedAttempt: Sendable, Equatable {
    /// The run.
    public let run: RunID
    /// What happened.
    public let attempt: Attempt
    /// What the run is from now on; never `running`.
    public let state: RunState
    /// When a pending run is due; ignored for final states.
    public let nextAt: Timestamp
    /// Attempts of the run that have failed, this one included if it did.
    public let failures: Int

    /// Puts it together.
    public init(run: RunID, attempt: Attempt, state: RunState, nextAt: Timestamp, failures: Int) {
        self.run = run
        self.attempt = attempt
        self.state = state
        self.nextAt = nextAt
        self.failures = failures
    }
}
