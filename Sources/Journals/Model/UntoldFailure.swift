import Values

/// A run that has failed for good, and that the `on-failure` command has not reported yet.
package struct UntoldFailure: Sendable, Equatable {
    package let run: RunID
    /// Number of the attempt after which it had failed; later ones are those of an operator's `retry`.
    package let attempt: Int
    /// How far telling it is.
    package var telling: Telling

    package init(run: RunID, attempt: Int, telling: Telling) {
        self.run = run
        self.attempt = attempt
        self.telling = telling
    }
}
