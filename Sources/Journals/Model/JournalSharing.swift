/// How the machines that share a journal share what there is to do.
package struct JournalSharing: Sendable, Equatable {
    /// How long a claimed run belongs to its machine without a sign of life.
    package var lease: Duration
    /// How many commands run at once on all machines; nil for any number.
    package var maximumRunningTotal: Int?

    package init(lease: Duration = .seconds(30), maximumRunningTotal: Int? = nil) {
        self.lease = lease
        self.maximumRunningTotal = maximumRunningTotal
    }
}
