import Dispatch
import Glibc
import Synchronization

/// Does work with large bodies away from the event loop, so that no other client has to wait for it.
///
/// A few at a time, first come, first served; the others wait, at most one for each connection. A queue of its own, rather
/// than the tasks' pool, which has a thread for each core and is needed for everything else.
final class BodyWorkers: Sendable {
    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "large bodies", attributes: .concurrent)

    /// - Parameter limit: how many work at once; one core less than there are, which is the event loop's.
    init(limit: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)) {
        self.limit = limit
    }

    /// Does the work, and returns when it is done.
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
