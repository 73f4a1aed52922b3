import Dispatch

/// Owns a value that is used on one dispatch queue only, such as a connection: its calls block, and the threads of the
/// tasks are few. The actor's executor is the queue, so that the compiler and the runtime enforce it.
actor QueueActor<Value> {
    nonisolated let executor: QueueExecutor
    private let value: Value

    init(_ value: sending Value, on executor: QueueExecutor) {
        self.value = value
        self.executor = executor
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// After what the queue has got before.
    func perform<Result: Sendable>(
        _ body: @Sendable (Value) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        try body(value)
    }

    /// The same for a caller that is on the queue; any other caller stops the program.
    nonisolated func assumeOnQueue<Result: Sendable>(
        _ body: @Sendable (Value) throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        try assumeIsolated { actor in
            Swift.Result { () throws(JournalError) in try body(actor.value) }
        }.get()
    }
}

/// A dispatch queue as the executor of an actor. corelibs-libdispatch has no `DispatchSerialQueue`.
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    /// Runs something on the queue, after a while.
    func later(after wait: Duration = .zero, _ body: @escaping @Sendable () -> Void) {
        if wait == .zero { return queue.async(execute: body) }
        queue.asyncAfter(deadline: .now() + wait / .seconds(1), execute: body)
    }
}
