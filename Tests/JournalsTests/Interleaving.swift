#if PostgreSQL
import Formats
import Dispatch
import Support
import Synchronization
import Values

@testable import Journals

/// Lets the sessions of one database proceed a statement at a time, in the order that a seed decides.
///
/// Each actor does one operation at a time, over its own journal. Before each statement its session stops here. A step
/// lets one session send one statement, and is over when the session has stopped again or waits for a lock of another.
final class Interleaving: Sendable {
    private enum Place {
        case idle
        /// It works in the server; the process is not known before its first statement.
        case working(process: Int32?)
        case stopped(DispatchSemaphore, process: Int32)
    }

    private struct State {
        var places: [Place]
        var isOver = false
    }

    private let state: Mutex<State>
    private let observer: PostgreSQLSession
    private let url: String

    /// Makes the actors of a database, which has its tables.
    init(url: String, actors: Int) {
        self.url = url
        state = Mutex(State(places: Array(repeating: .idle, count: actors)))
        observer = PostgreSQLSession(PostgreSQLAddress(url: url, password: nil), name: "observer")
    }

    /// Opens the journal of an actor. Nothing stops before `play`.
    func journal(of actor: Int, sharing: JournalSharing) async throws -> PostgreSQLJournal {
        var address = PostgreSQLAddress(url: url, password: nil)
        address.beforeStatement = { [self] sql, process in stop(actor, before: sql, process) }
        return try await PostgreSQLJournal.open(address, mode: .tool, sharing: sharing)
    }

    /// What goes over a session of its own, or belongs to the start of one, is not the actor's step.
    private func stop(_ actor: Int, before sql: String, _ process: Int32) {
        guard !sql.contains("pg_notify") && !sql.contains("set_config") else { return }
        let semaphore = DispatchSemaphore(value: 0)
        let mustWait = state.withLock { state in
            guard !state.isOver, case .working = state.places[actor] else { return false }
            state.places[actor] = .stopped(semaphore, process: process)
            return true
        }
        if mustWait { semaphore.wait() }
    }

    /// Makes `steps` steps; `operation` gives an idle actor its next operation, and `check` looks after each step.
    func play(
        steps: Int, using generator: inout SeededGenerator,
        operation: (Int, inout SeededGenerator) -> (@Sendable () async -> Void), check: () async throws -> Void
    ) async throws {
        for _ in 0..<steps {
            let actors = try await settle()
            guard let actor = actors.randomElement(using: &generator) else { continue }
            let place = state.withLock { state in
                defer {
                    if case .stopped(_, let process) = state.places[actor] {
                        state.places[actor] = .working(process: process)
                    } else {
                        state.places[actor] = .working(process: nil)
                    }
                }
                return state.places[actor]
            }
            if case .stopped(let semaphore, _) = place {
                semaphore.signal()
            } else {
                let operation = operation(actor, &generator)
                Task {
                    await operation()
                    state.withLock { $0.places[actor] = .idle }
                }
            }
            try await check()
        }
        try await end()
    }

    /// Lets everybody go on, and returns when all are idle.
    private func end() async throws {
        state.withLock { state in
            state.isOver = true
            for case .stopped(let semaphore, _) in state.places { semaphore.signal() }
        }
        try await eventually {
            state.withLock { state in
                state.places.allSatisfy { if case .idle = $0 { true } else { false } }
            }
        }
    }

    /// Waits until each actor is idle, stopped, or waits for a lock; returns those that may go on.
    private func settle() async throws -> [Int] {
        while true {
            let places = state.withLock(\.places)
            let working = places.compactMap { if case .working(let process) = $0 { process } else { nil } }
            // Also where there is none: meanwhile operations begin and end.
            let blocked = try await blocked(among: working)
            let isSettled = state.withLock { state in
                state.places.allSatisfy { place in
                    guard case .working(let process) = place else { return true }
                    return process.map(blocked.contains) ?? false
                }
            }
            guard isSettled else { continue }
            return state.withLock { state in
                state.places.indices.filter { if case .working = state.places[$0] { false } else { true } }
            }
        }
    }

    private func blocked(among processes: [Int32]) async throws -> Set<Int32> {
        let rows = try await rows(
            """
            SELECT key FROM unnest(\(.integers(processes.map { Int64($0) }))) AS p (key)
            WHERE cardinality(pg_blocking_pids(key::int)) > 0
            """)
        return Set(rows.map { Int32($0.integer(.key)) })
    }

    /// What the database says, to somebody who never stops.
    func rows(_ query: SQL) async throws -> PostgreSQLRows {
        try await observer.perform { connection throws(JournalError) in try connection.run(query) }
    }

    /// Disconnects the one who looks.
    func close() async { await observer.close() }
}
#endif
