package import Values

/// The progress of a notification by a command. It is in the journal until it is done, so that no crash loses it, and one
/// of several daemons sends it.
package struct PendingNotification: Sendable, Equatable {
    /// A command has 5 minutes, and some seconds to be ended: after that, its daemon must have stopped.
    package static let longest: Duration = .seconds(330)

    /// When it is due; nil once it is sent or given up.
    package var notifyAt: Timestamp?
    /// Commands that were started for it.
    package var attempts = 0
    /// Whether a command is at work. No other daemon starts one before `notifyAt`, when that command has ended in any case.
    package var isInFlight = false

    /// Due at `moment`; nil for never.
    package init(at moment: Timestamp? = nil) {
        notifyAt = moment
    }
}
