import Journals
import Values

/// The slots for commands: `max-running`, in total and per hook, assigned to the hooks in turn. Pure.
struct Slots {
    private var hooks: [(key: HookKey, maximum: Int?, batch: Batching?)] = []
    private var maximum = 0
    private var running: [HookKey: Int] = [:]
    /// Position in `hooks` of the hook that comes first in the next allowances.
    private var first = 0

    /// Running commands keep their slots, even those of a removed hook.
    mutating func use(_ configuration: Configuration) {
        maximum = configuration.maximumRunning
        hooks = configuration.endpoints.flatMap { endpoint in
            endpoint.hooks.map { (HookKey(endpoint: endpoint.path, hook: $0.name), $0.maximumRunning, $0.batch) }
        }
        first = 0
    }

    var occupiedCount: Int { running.values.reduce(0, +) }

    /// How many commands may be claimed now; nil if none. Each call puts the next hook first, so that no hook starves.
    mutating func allowances() -> (hooks: [ClaimAllowance], total: Int)? {
        let free = maximum - occupiedCount
        guard free > 0, !hooks.isEmpty else { return nil }
        let inTurn = hooks[first...] + hooks[..<first]
        first = (first + 1) % hooks.count
        let allowances = inTurn.compactMap { key, maximum, batch -> ClaimAllowance? in
            let slots = min(free, maximum.map { $0 - running[key, default: 0] } ?? free)
            return slots > 0 ? ClaimAllowance(hook: key, commands: slots, batch: batch) : nil
        }
        return allowances.isEmpty ? nil : (allowances, free)
    }

    mutating func occupy(_ hook: HookKey) {
        running[hook, default: 0] += 1
    }

    mutating func release(_ hook: HookKey) {
        guard let count = running[hook] else { return }
        running[hook] = count > 1 ? count - 1 : nil
    }
}
