import Journals
import Values

/// Which hooks may start commands now, and how many: `max-running`, overall and by hook, fairly in turn.
///
/// Pure: it counts what it is told.
struct Places {
    private var hooks: [(key: HookKey, maximum: Int?, batch: Batching?)] = []
    private var maximum = 0
    private var running: [HookKey: Int] = [:]
    /// Where the turn is: a position in `hooks`.
    private var turn = 0

    /// Goes by this configuration from now on. Commands that run keep their places, even those of a hook that is gone.
    mutating func use(_ configuration: Configuration) {
        maximum = configuration.maximumRunning
        hooks = configuration.endpoints.flatMap { endpoint in
            endpoint.hooks.map { (HookKey(endpoint: endpoint.path, hook: $0.name), $0.maximumRunning, $0.batch) }
        }
        turn = 0
    }

    /// Commands that run.
    var occupied: Int { running.values.reduce(0, +) }

    /// What may be claimed now; nil if that is nothing. The hook that comes first moves on by one at each call.
    mutating func allowances() -> (hooks: [ClaimAllowance], total: Int)? {
        let free = maximum - occupied
        guard free > 0, !hooks.isEmpty else { return nil }
        let inTurn = hooks[turn...] + hooks[..<turn]
        turn = (turn + 1) % hooks.count
        let allowances = inTurn.compactMap { key, maximum, batch -> ClaimAllowance? in
            let places = min(free, maximum.map { $0 - running[key, default: 0] } ?? free)
            return places > 0 ? ClaimAllowance(hook: key, commands: places, batch: batch) : nil
        }
        return allowances.isEmpty ? nil : (allowances, free)
    }

    /// A command of this hook takes a place.
    mutating func take(_ hook: HookKey) {
        running[hook, default: 0] += 1
    }

    /// A command of this hook leaves its place.
    mutating func leave(_ hook: HookKey) {
        guard let count = running[hook] else { return }
        running[hook] = count > 1 ? count - 1 : nil
    }
}
