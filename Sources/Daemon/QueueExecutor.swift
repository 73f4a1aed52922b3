import Dispatch

/// Runs an actor whose work blocks on a queue of its own. So no thread of the tasks' pool waits for a disk or for
/// another process.
///
/// Dispatch has such an executor, `DispatchSerialQueue`, but not on Linux.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter name: of the queue, as debuggers show it.
    init(_ name: String) {
        queue = DispatchQueue(label: name)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
