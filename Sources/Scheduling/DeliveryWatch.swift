package import Values
import Synchronization

/// Notifies requests that wait for the runs of a delivery (`reply wait`).
///
/// It reports only that something has changed. The journal has the details.
package final class DeliveryWatch: Sendable {
    private struct Watcher {
        let delivery: DeliveryID
        let changes: AsyncStream<Void>.Continuation
        /// Ends the wait after its time limit; nil until it is started.
        var limit: Task<Void, Never>?
    }

    private struct State {
        var watchers: [UInt64: Watcher] = [:]
        var last: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let timer: any Clock<Duration>

    /// - Parameter timer: measures the time limits.
    package init(timer: any Clock<Duration> = ContinuousClock()) {
        self.timer = timer
    }

    /// An element whenever runs of the delivery may have finished; ends after `limit`.
    package func changes(of delivery: DeliveryID, for limit: Duration) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        // Before it is registered, so that it is removed even if it ends at once.
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

    /// To be called when runs of this delivery may have finished.
    func changed(_ delivery: DeliveryID) {
        let watchers = state.withLock { $0.watchers.values.filter { $0.delivery == delivery } }
        for watcher in watchers { watcher.changes.yield() }
    }

    /// To be called when runs of any delivery may have finished.
    func changedAnywhere() {
        for watcher in state.withLock({ Array($0.watchers.values) }) { watcher.changes.yield() }
    }

    /// Ends all waits, those of the future included.
    package func close() {
        let watchers = state.withLock { state in
            state.isClosed = true
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.changes.finish() }
    }
}
