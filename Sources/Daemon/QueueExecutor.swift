import Dispatch

/// The thread of an actor whose work blocks: no thread of the tasks' pool waits for a disk or for another process.
///
/// Dispatch has such an executor, `DispatchSerialQueue`, but not on Linux.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// - Parameter name: of the queue, for those who look at the threads of the process.
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
