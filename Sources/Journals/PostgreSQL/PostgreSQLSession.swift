#if PostgreSQL
import Dispatch

/// One connection, and the queue on which it is used: statements block, so they have no thread of the tasks.
///
/// It connects when there is something to do. After any error the connection is given up, and the next one is tried for
/// only after a pause that grows, so that a database in trouble is not kept busy with those who ask for it.
final class PostgreSQLSession: Sendable {
    /// How long a statement may take before its connection is given up.
    static let limit: Duration = .seconds(10)
    private static let shortestPause: Duration = .milliseconds(50)
    private static let longestPause: Duration = .seconds(2)

    private let queue: DispatchQueue
    private let confined: Confined

    /// Used on the queue alone: that is what makes it sendable.
    private final class Confined: @unchecked Sendable {
        let address: PostgreSQLAddress
        let plansOnce: Bool
        var connection: PostgreSQLConnection?
        var isClosed = false
        var pause: Duration = .zero
        var mayConnectAt = ContinuousClock.now
        var reason: JournalError?

        init(_ address: PostgreSQLAddress, plansOnce: Bool) {
            self.address = address
            self.plansOnce = plansOnce
        }

        func connected() throws(JournalError) -> PostgreSQLConnection {
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

        func giveUp(because error: JournalError) {
            connection = nil
            reason = error
            pause = min(max(pause * 2, shortestPause), longestPause)
            mayConnectAt = .now + pause * Double.random(in: 0.5...1)
        }
    }

    /// Connects to `address` when it has to; `plansOnce` is for statements of a few rows.
    init(_ address: PostgreSQLAddress, name: String, plansOnce: Bool = false) {
        queue = DispatchQueue(label: name)
        confined = Confined(address, plansOnce: plansOnce)
    }

    /// Does something with the connection, after what was to be done before.
    ///
    /// - Parameters:
    ///   - patience: how long to try again, if the database is away; `body` may then have been done already.
    ///   - body: what to do; with an error, nothing of it stands.
    /// - Returns: what `body` gives.
    /// - Throws: its error, or why there is no connection.
    func perform<Result: Sendable>(
        patience: Duration = .zero,
        _ body: @escaping @Sendable (PostgreSQLConnection) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        let outcome: Swift.Result<Result, JournalError> = await withCheckedContinuation { continuation in
            queue.async { [self] in
                continuation.resume(
                    returning: Swift.Result { () throws(JournalError) in try attempt(patience: patience, body) })
            }
        }
        return try outcome.get()
    }

    /// The same for somebody who is on the session's queue.
    func attempt<Result>(
        patience: Duration = .zero, _ body: (PostgreSQLConnection) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        let deadline = ContinuousClock.now + patience
        while true {
            do throws(JournalError) {
                return try attemptOnce(body)
            } catch {
                guard case .unavailable = error, ContinuousClock.now < deadline else { throw error }
                let left = (confined.mayConnectAt - .now) / .seconds(1)
                // The queue is ours alone, and has nothing better to do.
                if left > 0 { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + left) }
            }
        }
    }

    private func attemptOnce<Result>(
        _ body: (PostgreSQLConnection) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        let connection = try confined.connected()
        do throws(JournalError) {
            let result = try body(connection)
            confined.pause = .zero
            return result
        } catch {
            confined.giveUp(because: error)
            throw error
        }
    }

    /// Runs something on the session's queue, after a while.
    func later(after wait: Duration = .zero, _ body: @escaping @Sendable () -> Void) {
        if wait == .zero { return queue.async(execute: body) }
        queue.asyncAfter(deadline: .now() + wait / .seconds(1), execute: body)
    }

    /// A timer whose handler runs on the session's queue.
    func timer() -> any DispatchSourceTimer {
        DispatchSource.makeTimerSource(queue: queue)
    }

    /// What tells, on the session's queue, that there is something to read.
    func readSource(of descriptor: Int32) -> any DispatchSourceRead {
        DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    }

    /// Disconnects when everything before is done; nothing can be done afterwards.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [confined] in
                confined.isClosed = true
                confined.connection = nil
                continuation.resume()
            }
        }
    }
}
#endif
