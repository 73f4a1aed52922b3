package import Values
import Synchronization

/// Wakes those who wait for the runs of a delivery to end.
///
/// It says that something has changed, never what: the journal knows.
package final class DeliveryWatch: Sendable {
    private struct Watcher {
        let delivery: DeliveryID
        let changes: AsyncStream<Void>.Continuation
        /// Ends the wait; nil for a moment at its beginning.
        var limit: Task<Void, Never>?
    }

    private struct State {
        var watchers: [UInt64: Watcher] = [:]
        var last: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let timer: any Clock<Duration>

    /// Makes a watch; `timer` is what sleeps until the end of a wait.
    package init(timer: any Clock<Duration> = ContinuousClock()) {
        self.timer = timer
    }

    /// Gives something whenever runs of the delivery may have ended, and ends itself when `limit` is over.
    package func changes(of delivery: DeliveryID, for limit: Duration) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        // Before it is registered: however soon it ends, it is removed.
        continuation.onTermination = { [self] _ in remove(number) }
        let isRegistered = state.withLock { state in
            if !state.isClosed { state.watchers[number] = Watcher(delivery: delivery, changes: continuation) }
            return !state.isClosed
        }
        guard isRegistered else {
            continuation.finish()
            return stream
        }
        limitWait(number, to: limit)
        return stream
    }

    private func limitWait(_ number: UInt64, to limit: Duration) {
        let end = Task { [self, timer] in
            try? await timer.sleep(for: limit)
            state.withLock { $0.watchers[number]?.changes }?.finish()
        }
        let isGone = state.withLock { state in
            state.watchers[number]?.limit = end
            return state.watchers[number] == nil
        }
        if isGone { end.cancel() }
    }

    private func remove(_ number: UInt64) {
        state.withLock { $0.watchers.removeValue(forKey: number) }?.limit?.cancel()
    }

    /// Runs of this delivery may have ended.
    func changed(_ delivery: DeliveryID) {
        let watchers = state.withLock { $0.watchers.values.filter { $0.delivery == delivery } }
        for watcher in watchers { watcher.changes.yield() }
    }

    /// Runs of any delivery may have ended.
    func changedAnywhere() {
        for watcher in state.withLock({ Array($0.watchers.values) }) { watcher.changes.yield() }
    }

    /// Nobody waits any longer.
    package func close() {
        let watchers = state.withLock { state in
            state.isClosed = true
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.changes.finish() }
    }
}
