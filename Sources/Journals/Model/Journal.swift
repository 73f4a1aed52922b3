/// Where deliveries, runs and attempts live: one role for each kind of caller.
///
/// Every method returns when what it promises is true, and never before. Several machines may share a journal: each
/// method is one transaction, or several, that skip rows which another machine has locked. Times are those of the caller;
/// a journal has no clock.
package protocol Journal: DeliveryRecording, RunQueue, RunOperations, DeliveryReading, AlertStore, FailureStore {
    /// Writes what is under way and closes the files or connections. Nothing may be called afterwards.
    func close() async
}
