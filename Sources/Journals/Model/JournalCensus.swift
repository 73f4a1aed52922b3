package import Values

/// How many runs a journal holds, in which states, and how much room it takes.
package struct JournalCensus: Sendable, Equatable {
    /// One hook's part of it.
    package struct Hook: Sendable, Equatable {
        package let key: HookKey
        /// How many of its runs are in a state; a state without any is left out.
        package let runs: [RunState: Int]
        /// When the first of its runs that wait for nothing but their time is due, or was; nil if there is none.
        package let firstDue: Timestamp?
        /// When the first of its runs would be due that wait for an earlier one of their lane; nil if there is none.
        package let firstBlocked: Timestamp?

        package init(key: HookKey, runs: [RunState: Int], firstDue: Timestamp?, firstBlocked: Timestamp? = nil) {
            self.firstBlocked = firstBlocked
            self.key = key
            self.runs = runs
            self.firstDue = firstDue
        }
    }

    /// Every hook that has a run, by endpoint and name.
    package let hooks: [Hook]
    /// How much room the files take.
    package let bytes: Int64

    package init(hooks: [Hook], bytes: Int64) {
        self.hooks = hooks
        self.bytes = bytes
    }

    /// How many runs of all hooks are in a state.
    package func runs(_ state: RunState) -> Int {
        hooks.reduce(0) { $0 + $1.runs[state, default: 0] }
    }

    /// How long the run that has waited longest for its turn could have been under way by now; nil if none waits.
    ///
    /// - Parameters:
    ///   - now: the moment.
    ///   - batches: the hooks that gather runs on purpose, and for how long.
    /// - Returns: how late it is.
    package func lag(at now: Timestamp, batches: [HookKey: Duration] = [:]) -> Duration? {
        let dues = hooks.compactMap { hook in hook.firstDue.map { $0 + batches[hook.key, default: .zero] } }
        return dues.min().flatMap { $0 <= now ? now - $0 : nil }
    }
}
