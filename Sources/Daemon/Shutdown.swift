/// The end of the daemon, step by step. Pure: events go in, what to do comes out.
struct Shutdown {
    /// What happens.
    enum Event: Equatable {
        /// SIGTERM or SIGINT.
        case signal
        /// `shutdown-timeout` is over.
        case timeout
        /// Every open request is answered, and every command has ended.
        case finished
    }

    /// What to do then.
    enum Action: Equatable {
        /// Nothing.
        case none
        /// Take in nothing more, start nothing more, and set the alarm for `timeout`.
        case drain
        /// End the commands; `isUrgent` leaves them no time.
        case endCommands(isUrgent: Bool)
        /// Close the journal and go.
        case leave
    }

    private enum State {
        case serving
        case draining
        case ending
        case gone
    }

    private var state = State.serving

    /// Takes the event in and says what to do.
    mutating func take(_ event: Event) -> Action {
        switch (state, event) {
        case (.serving, .signal):
            state = .draining
            return .drain
        case (.draining, .signal):
            state = .ending
            return .endCommands(isUrgent: true)
        case (.draining, .timeout):
            state = .ending
            return .endCommands(isUrgent: false)
        case (.ending, .signal):
            return .endCommands(isUrgent: true)
        case (.draining, .finished), (.ending, .finished):
            state = .gone
            return .leave
        case (.serving, .timeout), (.serving, .finished), (.ending, .timeout), (.gone, _):
            return .none
        }
    }
}
