import Formats
import Journals
import Support
import Testing
import Values

/// The kinds of journal that one contract holds for.
enum JournalKind: String, Sendable, CaseIterable {
    case sqlite
    #if PostgreSQL
    case postgresql
    #endif

    /// All that the program was built with; ``skipIfMissing()`` skips those that cannot be tried here.
    static let available = allCases

    /// PostgreSQL's server has to be there, beside the library.
    func skipIfMissing() throws {
        if self != .sqlite, PostgreSQLServer.programs == nil { try Test.cancel("PostgreSQL is not installed") }
    }

    /// Names of lanes that are hard to compare, to store and to index; some differ from another in one place.
    var lanes: [String] {
        let names =
            ["x", "e\u{301}\u{323}", "e\u{323}\u{301}"]
            + ["1", "2"].map { String(repeating: "long \u{1F980}", count: 60) + $0 }
        return self == .sqlite ? names : names + ["a\u{0}b", "a\u{0}c"]
    }

    /// Runs a test with a fresh journal and a way to open it again, as after a crash: nothing was closed before.
    func withFreshJournal(
        _ body: (any Journal, _ reopen: () async throws -> any Journal) async throws -> Void
    ) async throws {
        try skipIfMissing()
        switch self {
        case .sqlite:
            let place = try TemporaryDirectory()
            let journal = try SQLiteJournal.open(directory: place.file("journal"), mode: .daemon)
            try await body(journal) { try SQLiteJournal.open(directory: place.file("journal"), mode: .tool) }
            await journal.close()
        #if PostgreSQL
        case .postgresql:
            let url = try await PostgreSQLServer.shared().database()
            _ = try await PostgreSQLJournal.migrate(url)
            let journal = try await PostgreSQLJournal.open(url, mode: .daemon(committed: { _ in }, changed: {}))
            try await body(journal) { try await PostgreSQLJournal.open(url, mode: .tool) }
            await journal.close()
        #endif
        }
    }
}

/// Deliveries of a test, told apart by a number.
enum Sample {
    static let start = Timestamp(milliseconds: 1_795_467_241_000)
    static let hook = HookKey(endpoint: "/e", hook: "a")

    static func moment(_ number: Int) -> Timestamp { start + .milliseconds(number) }

    static func delivery(_ number: Int, event: String = "x", body: [UInt8]? = nil) -> Delivery {
        var generator = SystemRandomNumberGenerator()
        return Delivery(
            id: DeliveryID(at: moment(number), using: &generator), endpoint: "/e", provider: "circularo", event: event,
            body: body ?? Array(#"{"event":"x","n":\#(number)}"#.utf8), receivedAt: moment(number),
            client: number.isMultiple(of: 2) ? nil : "2001:db8::\(number)")
    }

    static func finished(
        _ run: ClaimedRun, _ state: RunState, exit: Exit = .status(0), at number: Int = 100, nextAt: Timestamp? = nil,
        telling: Bool = false
    ) -> FinishedAttempt {
        FinishedAttempt(
            run: run.id,
            attempt: Attempt(
                number: run.attempt, startedAt: moment(number), finishedAt: moment(number + 1), exit: exit,
                output: Array("out".utf8), outputBytes: 3),
            state: state, nextAt: nextAt ?? moment(number), failures: run.failures + (state == .succeeded ? 0 : 1),
            needsReport: telling)
    }
}

extension Journal {
    /// Writes a sample delivery.
    @discardableResult
    func record(_ number: Int, hooks: String..., lane: String? = nil, latest: Bool = false) async throws -> Delivery {
        let delivery = Sample.delivery(number)
        let runs = hooks.map { JournalEntry.Run(hook: $0, lane: lane, cancelsWaiting: latest) }
        _ = try await record(JournalEntry(delivery: delivery, runs: runs))
        return delivery
    }

    /// Writes many sample deliveries at once: each one alone waits for the disk.
    func record(_ numbers: ClosedRange<Int>, hooks: String...) async throws {
        let runs = hooks.map { JournalEntry.Run(hook: $0) }
        _ = try await record(numbers.map { JournalEntry(delivery: Sample.delivery($0), runs: runs) })
    }

    /// Claims runs of these hooks, a long time after every sample.
    func claim(_ hooks: String..., atMost total: Int = 100, at number: Int = 1000) async throws -> [ClaimedRun] {
        try await claim(
            hooks.map { ClaimAllowance(hook: HookKey(endpoint: "/e", hook: $0), commands: total) }, atMost: total,
            at: Sample.moment(number)
        ).flatMap { $0 }
    }

    /// Writes one end of an attempt.
    func finish(_ attempt: FinishedAttempt) async throws {
        try await finish([attempt])
    }

    /// When the next run of these hooks may be claimed.
    func nextDue(of hooks: [HookKey]) async throws -> Timestamp? {
        try await nextDue(of: hooks.map { ClaimAllowance(hook: $0, commands: 1) })
    }
}
