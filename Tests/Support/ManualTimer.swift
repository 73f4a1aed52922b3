import Synchronization

/// A clock that a test moves: whoever sleeps on it wakes when the test has moved it far enough.
package final class ManualTimer: Clock {
    package struct Instant: InstantProtocol {
        package var offset: Duration
        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [Int: (deadline: Instant, wake: CheckedContinuation<Void, any Error>)] = [:]
        var next = 0
    }

    private let state = Mutex(State())
    /// Says each time how long somebody is going to sleep.
    package let sleeps: AsyncStream<Duration>
    private let slept: AsyncStream<Duration>.Continuation

    package init() {
        (sleeps, slept) = AsyncStream.makeStream()
    }

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Duration { .zero }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                state.withLock { $0.sleepers[number] = (deadline, wake) }
                slept.yield(now.duration(to: deadline))
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func cancel(_ number: Int) {
        state.withLock { $0.sleepers.removeValue(forKey: number) }?.wake.resume(throwing: CancellationError())
    }

    /// Ends `sleeps`: nobody is going to sleep any more.
    package func end() {
        slept.finish()
    }

    /// Moves the clock, and wakes those whose time has come.
    package func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now.offset += duration
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            due.keys.forEach { state.sleepers[$0] = nil }
            return due.values.map(\.wake)
        }
        woken.forEach { $0.resume() }
    }
}
