#if PostgreSQL
import Values
import Dispatch

/// One connection, and the queue on which it is used: statements block, so they have no thread of the tasks.
///
/// It connects when there is something to do. After any error the connection is given up, and the next one is tried for
/// only after a pause that grows, so that a database in trouble is not kept busy with connections.
final class PostgreSQLSession: Sendable {
    /// How long a statement may take before its connection is given up.
    static let limit: Duration = .seconds(10)
    private static let shortestPause: Duration = .milliseconds(50)
    private static let longestPause: Duration = .seconds(2)

    let executor: QueueExecutor
    private let link: QueueActor<Link>

    /// Connects to `address` when it has to; `plansOnce` is for statements of a few rows.
    init(_ address: PostgreSQLAddress, name: String, plansOnce: Bool = false) {
        executor = QueueExecutor(label: name)
        link = QueueActor(Link(address, plansOnce: plansOnce), on: executor)
    }

    /// Does something with the connection, after what was to be done before.
    ///
    /// - Parameters:
    ///   - patience: how long to try again, if the database is away; `body` may then have been done already.
    ///   - body: what to do; after an error, nothing of it is committed.
    /// - Returns: what `body` gives.
    /// - Throws: its error, or why there is no connection.
    func perform<Result: Sendable>(
        patience: Duration = .zero,
        _ body: @escaping @Sendable (PostgreSQLConnection) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        try await link.perform { link throws(JournalError) in try link.attempt(patience: patience, body) }
    }

    /// The same for a caller that is on the session's queue.
    func attempt<Result: Sendable>(
        patience: Duration = .zero, _ body: @Sendable (PostgreSQLConnection) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        try link.assumeOnQueue { link throws(JournalError) in try link.attempt(patience: patience, body) }
    }

    /// Runs something on the session's queue that needs no connection, or makes its own attempts.
    func run(_ body: @Sendable () -> Void) async {
        try? await link.perform { _ in body() }
    }

    /// A timer whose handler runs on the session's queue.
    func timer() -> any DispatchSourceTimer {
        DispatchSource.makeTimerSource(queue: executor.queue)
    }

    /// Calls its handler on the session's queue when there is something to read.
    func readSource(of descriptor: Int32) -> any DispatchSourceRead {
        DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: executor.queue)
    }

    /// Disconnects when everything before is done; nothing can be done afterwards.
    func close() async {
        try? await link.perform { $0.close() }
    }
}

extension PostgreSQLSession {
    /// The connection, or why there is none.
    private final class Link {
        private let address: PostgreSQLAddress
        private let plansOnce: Bool
        private var connection: PostgreSQLConnection?
        private var isClosed = false
        private var pause: Duration = .zero
        private var mayConnectAt = ContinuousClock.now
        private var reason: JournalError?

        init(_ address: PostgreSQLAddress, plansOnce: Bool) {
            self.address = address
            self.plansOnce = plansOnce
        }

        func attempt<Result>(
            patience: Duration, _ body: (PostgreSQLConnection) throws(JournalError) -> Result
        ) throws(JournalError) -> Result {
            let deadline = ContinuousClock.now + patience
            while true {
                do throws(JournalError) {
                    return try attemptOnce(body)
                } catch {
                    guard case .unavailable = error, ContinuousClock.now < deadline else { throw error }
                    let left = (mayConnectAt - .now) / .seconds(1)
                    // The queue is the session's alone, and has nothing else to do.
                    if left > 0 { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + left) }
                }
            }
        }

        private func attemptOnce<Result>(
            _ body: (PostgreSQLConnection) throws(JournalError) -> Result
        ) throws(JournalError) -> Result {
            let connection = try connected()
            do throws(JournalError) {
                let result = try body(connection)
                pause = .zero
                return result
            } catch {
                giveUp(because: error)
                throw error
            }
        }

        private func connected() throws(JournalError) -> PostgreSQLConnection {
            guard !isClosed else { throw .closed }
            if let connection { return connection }
            if let reason, ContinuousClock.now < mayConnectAt { throw reason }
            do {
                let connection = try PostgreSQLConnection(to: address, plansOnce: plansOnce)
                self.connection = connection
                return connection
            } catch {
                giveUp(because: error)
                throw error
            }
        }

        private func giveUp(because error: JournalError) {
            connection = nil
            reason = error
            pause = min(max(pause * 2, shortestPause), longestPause)
            mayConnectAt = .now + pause * Double.random(in: 0.5...1)
        }

        func close() {
            isClosed = true
            connection = nil
        }
    }
}
#endif
