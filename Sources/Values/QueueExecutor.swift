package import Dispatch

/// A dispatch queue as the executor of an actor whose work blocks: no thread of the tasks' pool waits for a disk or for
/// another process. Dispatch has such an executor, `DispatchSerialQueue`, but not on Linux.
package final class QueueExecutor: SerialExecutor {
    package let queue: DispatchQueue

    /// The label is shown with the threads of the process.
    package init(label: String) { queue = DispatchQueue(label: label) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    /// Runs something on the queue, after a while.
    package func later(after wait: Duration = .zero, _ body: @escaping @Sendable () -> Void) {
        if wait == .zero { return queue.async(execute: body) }
        queue.asyncAfter(deadline: .now() + wait / .seconds(1), execute: body)
    }
}
