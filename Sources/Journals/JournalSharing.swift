/// How the machines that share a journal share what there is to do.
public struct JournalSharing: Sendable, Equatable {
    /// How long a claimed run belongs to its machine without a sign of life.
    public var lease: Duration
    /// How many commands run at once on all machines; nil for any number.
    public var maximumRunningTotal: Int?

    /// Makes the terms that all machines have to agree upon.
    public init(lease: Duration = .seconds(30), maximumRunningTotal: Int? = nil) {
        self.lease = lease
        self.maximumRunningTotal = maximumRunningTotal
    }
}
