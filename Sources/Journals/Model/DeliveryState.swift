package import Values

/// The state of a delivery: that of its least finished run.
package enum DeliveryState: String, Sendable, Hashable, CaseIterable {
    /// A command is under way.
    case running
    /// A run waits.
    case pending
    /// No run is active, and one has failed.
    case failed
    /// No run is active or has failed, and one was cancelled.
    case cancelled
    /// Every run has succeeded.
    case succeeded
    /// No hook wanted it.
    case ignored

    /// Adds up the states of a delivery's runs.
    package init(runs: [RunState]) {
        let order: [RunState] = [.running, .pending, .failed, .cancelled, .succeeded]
        let least = order.first(where: runs.contains)
        self = least.flatMap { DeliveryState(rawValue: $0.rawValue) } ?? .ignored
    }
}
