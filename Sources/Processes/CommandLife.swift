import Formats
import Glibc
import Values

/// The state machine that ends a command's process group. Pure: no process, no clock.
struct CommandLife {
    typealias Instant = ContinuousClock.Instant

    enum Event: Equatable {
        /// The command's own process has exited.
        case exited(Exit)
        /// The command has written output.
        case printed
        /// No process has its output open any more.
        case outputEnded
        /// It should end; `patience` is the time between SIGTERM and SIGKILL.
        case stop(patience: Duration)
        /// Time has passed.
        case tick
    }

    enum Action: Equatable {
        /// Send this signal to the whole group.
        case signal(Int32)
        /// Report the end.
        case finish(Exit)
    }

    private enum State: Equatable {
        /// The deadline is `timeout` or `silence-timeout`, whichever comes first.
        case running
        /// SIGTERM has been sent; SIGKILL follows.
        case terminating(Exit)
        /// SIGKILL has been sent.
        case killed(Exit)
        /// The process has exited; its last output may still be unread.
        case exited(Exit)
        case finished
    }

    /// Between SIGTERM and SIGKILL after `timeout`.
    static let patience: Duration = .seconds(5)
    /// How long a background process of the command may keep the output open after its exit.
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
        restartSilence(at: now)
    }

    private mutating func restartSilence(at now: Instant) {
        deadline = min(timeLimit, silence.map { now + $0 } ?? timeLimit)
    }

    mutating func take(_ event: Event, at now: Instant) -> [Action] {
        switch (state, event) {
        case (.finished, _):
            return []
        case (.running, .printed):
            restartSilence(at: now)
            return []
        case (_, .outputEnded):
            outputHasEnded = true
            guard case .exited(let exit) = state else { return [] }
            return finish(exit)
        case (.running, .exited(let exit)):
            return end(exit, at: now)
        case (.terminating(let exit), .exited), (.killed(let exit), .exited):
            // The rest of the group ignored SIGTERM, or started after it.
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
        deadline += .seconds(86_400)  // no process survives SIGKILL: its exit will be reported
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
