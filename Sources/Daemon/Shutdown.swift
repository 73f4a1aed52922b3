/// The end of the daemon, step by step. Pure: events go in, what to do comes out.
///
/// Every state has a way out that waits for nothing: a further signal, or the deadline.
struct Shutdown {
    /// What ends before the daemon leaves.
    enum Part: String, Sendable, CaseIterable {
        /// Running commands, until their ends are in the journal.
        case runs
        /// `on-alert` commands, likewise.
        case alerts
        /// `on-failure` commands, likewise.
        case failures
        /// Requests under way. They are cut off when `shutdown-timeout` has passed: none of them is acknowledged.
        case requests
        /// Writing to the journal, until it is closed.
        case journal
    }

    /// What happens.
    enum Event: Sendable, Equatable {
        /// The daemon is ready.
        case started
        /// SIGTERM or SIGINT, by name.
        case signal(String)
        /// `shutdown-timeout` has passed since the first signal.
        case timeout
        /// A part has ended.
        case finished(Part)
        /// There is no more time.
        case deadline
    }

    /// What to do then.
    enum Action: Sendable, Equatable {
        /// Nothing.
        case none
        /// Accept and start nothing more. `timeout` and `deadline` are due from now on.
        case drain(signal: String)
        /// End the commands; `isUrgent` leaves them no time, and brings the deadline near.
        case endCommands(isUrgent: Bool)
        /// Close the journal: nothing more will be written.
        case closeJournal
        /// Leave: everything has ended.
        case leave
        /// End the process now, whatever these parts are doing. The journal is safe: it survives a crash at any moment.
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

    /// Takes an event and says what to do.
    mutating func take(_ event: Event) -> Action {
        if case .finished(let part) = event { unfinished.remove(part) }
        switch (state, event) {
        case (.starting, .started):
            state = .serving
            return .none
        case (.starting, .signal):
            // Nothing has been accepted and nothing runs yet.
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
        // Only clients are left: they do not read their answers, or send nothing.
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
    /// Whether the journal has not heard of everything that was run: those runs are cut off, and run again.
    var losesEnds: Bool { !isDisjoint(with: [.runs, .alerts, .failures]) }

    /// For the log, such as `not ended: runs, requests`.
    var text: String {
        "not ended: " + Shutdown.Part.allCases.filter(contains).map(\.rawValue).joined(separator: ", ")
    }
}
