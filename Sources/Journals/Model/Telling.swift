package import Values

/// How far a command is with telling something: it stands in the journal until it is done, so no crash forgets it, and
/// of several daemons one tells it.
package struct Telling: Sendable, Equatable {
    /// A command has 5 minutes, and some seconds to be ended: a daemon that tells for longer has gone.
    package static let longest: Duration = .seconds(330)

    /// When to tell it next; nil once that is done, or given up.
    package var tellAt: Timestamp?
    /// How often telling it has been begun.
    package var attempts = 0
    /// A command tells it just now: no other daemon does before `tellAt`, when that command has surely ended.
    package var isBeingTold = false

    /// Something to be told from `moment` on; nil for nothing.
    package init(at moment: Timestamp? = nil) {
        tellAt = moment
    }
}
