import Formats
import Glibc
import Values

/// How a command's process group is brought to its end. Pure: no process, no clock.
struct CommandLife {
    typealias Instant = ContinuousClock.Instant

    /// What happens.
    enum Event: Equatable {
        /// The command's own process has ended.
        case exited(Exit)
        /// It has printed something.
        case printed
        /// Nobody holds its output any more.
        case outputEnded
        /// Somebody wants it to end, with so much time between SIGTERM and SIGKILL.
        case stop(patience: Duration)
        /// Time has passed.
        case tick
    }

    /// What to do.
    enum Action: Equatable {
        /// Send this signal to the whole group.
        case signal(Int32)
        /// It is over: report it.
        case finish(Exit)
    }

    private enum State: Equatable {
        /// Its `timeout` is the deadline, or its `silence-timeout` if that is over earlier.
        case running
        /// SIGTERM is sent; SIGKILL follows.
        case terminating(Exit)
        /// SIGKILL is sent.
        case killed(Exit)
        /// It has ended, and what it printed last is waited for.
        case exited(Exit)
        case finished
    }

    /// Between SIGTERM and SIGKILL after `timeout`.
    static let patience: Duration = .seconds(5)
    /// How long a process that the command left behind may hold the output open.
    static let outputGrace: Duration = .milliseconds(250)

    private var state = State.running
    private var outputHasEnded = false
    private let timeLimit: Instant
    private let silence: Duration?
    /// When `.tick` is due.
    private(set) var deadline: Instant

    init(timeout: Duration, silence: Duration? = nil, at now: Instant) {
        self.silence = silence
        timeLimit = now + timeout
        deadline = timeLimit
        listen(from: now)
    }

    /// The silence begins anew.
    private mutating func listen(from now: Instant) {
        deadline = min(timeLimit, silence.map { now + $0 } ?? timeLimit)
    }

    /// Takes the event in and says what to do.
    mutating func take(_ event: Event, at now: Instant) -> [Action] {
        switch (state, event) {
        case (.finished, _):
            return []
        case (.running, .printed):
            listen(from: now)
            return []
        case (_, .outputEnded):
            outputHasEnded = true
            guard case .exited(let exit) = state else { return [] }
            return finish(exit)
        case (.running, .exited(let exit)):
            return end(exit, at: now)
        case (.terminating(let exit), .exited), (.killed(let exit), .exited):
            // Whoever is left of the group ignored SIGTERM, or came after it.
            return [.signal(SIGKILL)] + end(exit, at: now)
        case (.running, .tick):
            guard now >= deadline else { return [] }
            return terminate(now >= timeLimit ? .timedOut : .silent, patience: Self.patience, at: now)
        case (.running, .stop(let patience)):
            return terminate(.interrupted, patience: patience, at: now)
        case (.terminating(let exit), .stop(let patience)):
            deadline = min(deadline, now + patience)
            return now >= deadline ? kill(exit) : []
        case (.terminating(let exit), .tick):
            return now >= deadline ? kill(exit) : []
        case (.exited(let exit), .tick):
            return now >= deadline ? finish(exit) : []
        case (.killed, .tick), (.killed, .stop), (.exited, .stop), (.exited, .exited), (_, .printed):
            return []
        }
    }

    private mutating func terminate(_ exit: Exit, patience: Duration, at now: Instant) -> [Action] {
        guard patience > .zero else { return kill(exit) }
        state = .terminating(exit)
        deadline = now + patience
        return [.signal(SIGTERM)]
    }

    private mutating func kill(_ exit: Exit) -> [Action] {
        state = .killed(exit)
        deadline += .seconds(86_400)  // nothing survives SIGKILL: its end will be reported
        return [.signal(SIGKILL)]
    }

    private mutating func end(_ exit: Exit, at now: Instant) -> [Action] {
        guard !outputHasEnded else { return finish(exit) }
        state = .exited(exit)
        deadline = now + Self.outputGrace
        return []
    }

    private mutating func finish(_ exit: Exit) -> [Action] {
        state = .finished
        return [.finish(exit)]
    }
}
