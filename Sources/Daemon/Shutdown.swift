/// The shutdown of the daemon as a state machine. Pure: it takes events and returns actions.
///
/// Every state has an exit that waits for nothing: another signal, or the deadline.
struct Shutdown {
    /// The parts that finish before the daemon exits.
    enum Part: String, Sendable, CaseIterable {
        /// Running commands, until their results are in the journal.
        case runs
        /// `on-alert` commands, until their results are in the journal.
        case alerts
        /// `on-failure` commands, until their results are in the journal.
        case failures
        /// Open requests. `shutdown-timeout` cuts them off: none of them has been acknowledged.
        case requests
        /// The journal, until it is closed.
        case journal
    }

    enum Event: Sendable, Equatable {
        /// The daemon is ready.
        case started
        /// SIGTERM or SIGINT, by name.
        case signal(String)
        /// `shutdown-timeout` has elapsed since the first signal.
        case timeout
        case finished(Part)
        /// The time for the whole shutdown has elapsed.
        case deadline
    }

    enum Action: Sendable, Equatable {
        case none
        /// Accept and start nothing more. The timers of `timeout` and `deadline` start now.
        case drain(signal: String)
        /// Stop the commands. If urgent, they get SIGKILL at once, and the deadline is near.
        case endCommands(isUrgent: Bool)
        case closeJournal
        /// Exit: all parts have finished.
        case leave
        /// Exit now, although these parts have not finished. The journal is safe: it survives a crash at any moment.
        case abandon(Set<Part>)
    }

    private enum State: Equatable {
        case starting
        case serving
        case draining
        case ending(isUrgent: Bool)
        case closing
        case gone
    }

    private var state = State.starting
    private var unfinished = Set(Part.allCases)

    mutating func take(_ event: Event) -> Action {
        if case .finished(let part) = event { unfinished.remove(part) }
        switch (state, event) {
        case (.starting, .started):
            state = .serving
            return .none
        case (.starting, .signal):
            // No request has been accepted and no command runs yet.
            state = .gone
            unfinished = []
            return .abandon([])
        case (.serving, .signal(let name)):
            state = .draining
            return .drain(signal: name)
        case (.draining, .signal):
            return endCommands(isUrgent: true)
        case (.draining, .timeout):
            return endCommands(isUrgent: false)
        case (.ending(isUrgent: false), .signal):
            return endCommands(isUrgent: true)
        case (.draining, .finished):
            return unfinished == [.journal] ? closeJournal() : .none
        case (.ending, .finished):
            return hasEndedCommands ? closeJournal() : .none
        case (.closing, .finished(.journal)):
            state = .gone
            return .leave
        case (.ending, .signal), (.closing, .signal), (.gone, .signal),
            (.draining, .deadline), (.ending, .deadline), (.closing, .deadline), (.gone, .deadline):
            state = .gone
            return .abandon(unfinished)
        case (.starting, _), (.serving, _), (_, .started), (_, .timeout), (.closing, .finished), (.gone, .finished):
            return .none
        }
    }

    private var hasEndedCommands: Bool { unfinished.isDisjoint(with: [.runs, .alerts, .failures]) }

    private mutating func endCommands(isUrgent: Bool) -> Action {
        // Only clients are left that do not read their answers, or do not complete their requests.
        guard !hasEndedCommands else { return closeJournal() }
        state = .ending(isUrgent: isUrgent)
        return .endCommands(isUrgent: isUrgent)
    }

    private mutating func closeJournal() -> Action {
        state = .closing
        return .closeJournal
    }
}

extension Set<Shutdown.Part> {
    /// Whether the journal lacks results of commands: those commands are cut off and will run again.
    var losesEnds: Bool { !isDisjoint(with: [.runs, .alerts, .failures]) }

    /// For the log, such as `not finished: runs, requests`.
    var text: String {
        "not finished: " + Shutdown.Part.allCases.filter(contains).map(\.rawValue).joined(separator: ", ")
    }
}
