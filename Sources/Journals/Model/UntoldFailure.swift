import Values

/// A run that has failed for good, and of which the `on-failure` command has not told yet.
package struct UntoldFailure: Sendable, Equatable {
    /// The run.
    package let run: RunID
    /// Number of the attempt after which it had failed; later ones are those of an operator's `retry`.
    package let attempt: Int
    /// How far telling it is.
    package var telling: Telling

    /// Puts it together.
    package init(run: RunID, attempt: Int, telling: Telling) {
        self.run = run
        self.attempt = attempt
        self.telling = telling
    }

    /// Its columns in both journals, after the delivery's id and the hook's name.
    static let columns = "u.attempt, u.tell, u.attempts, u.telling"
}

extension StoredRow {
    /// A failure of the columns delivery, hook and ``UntoldFailure/columns``; nil if the id is none.
    var untoldFailure: UntoldFailure? {
        DeliveryID(text(0)).map { id in
            var telling = Telling(at: moment(3))
            telling.attempts = Int(integer(4))
            telling.isBeingTold = integer(5) != 0
            return UntoldFailure(run: RunID(delivery: id, hook: text(1)), attempt: Int(integer(2)), telling: telling)
        }
    }
}
