import Values

/// A run that has failed permanently, and that the `on-failure` command has not reported yet.
package struct UnreportedFailure: Sendable, Equatable {
    package let run: RunID
    /// Number of the attempt after which it had failed; later ones are those of an operator's `retry`.
    package let attempt: Int
    /// How far notification it is.
    package var notification: PendingNotification

    package init(run: RunID, attempt: Int, notification: PendingNotification) {
        self.run = run
        self.attempt = attempt
        self.notification = notification
    }
}
