import Dispatch
import Glibc
import Synchronization

/// Processes large bodies on other threads than the event loop's, so that other clients do not wait.
///
/// A limited number run at once; the others wait in order of arrival, at most one per connection. The threads are not
/// those of the tasks' pool: that has one thread per core, and all other work needs it.
final class BodyWorkers: Sendable {
    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "large bodies", attributes: .concurrent)

    /// - Parameter limit: how many run at once; by default one core is left to the event loop.
    init(limit: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)) {
        self.limit = limit
    }

    nonisolated(nonsending) func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let job = { @Sendable in continuation.resume(returning: work()) }
            let mayStart = state.withLock { state in
                guard state.running < limit else {
                    state.waiting.append(job)
                    return false
                }
                state.running += 1
                return true
            }
            if mayStart { start(job) }
        }
    }

    private func start(_ job: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            job()
            let next = state.withLock { state -> (@Sendable () -> Void)? in
                guard !state.waiting.isEmpty else {
                    state.running -= 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            if let next { start(next) }
        }
    }
}
