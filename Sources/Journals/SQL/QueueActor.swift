import Values

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
