import Formats
import CLinux
import Foundation
import Synchronization
import Values

/// One thread that starts commands, writes their input, reads their output, and ends them.
///
/// It blocks no signals, so its commands do not either. The state of commands is confined to this thread; other threads
/// submit orders to a mailbox.
final class CommandLoop: Sendable {
    enum Order: Sendable {
        case start(
            UInt64, CommandInvocation, report: @Sendable (CommandEvent) -> Void,
            finish: @Sendable (CommandResult) -> Void)
        case stop(UInt64, patience: Duration)
        case stopAll(patience: Duration)
        /// Commands may run until this moment, which a later order can move.
        case mayRun(until: ContinuousClock.Instant)
        /// Foundation has reaped this process and reports this exit.
        case collected(UInt64, Exit)
    }

    private let mailbox = Mutex<[Order]>([])
    private let wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private let clock: WallClock

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - clock: for the times of commands.
    ///   - whenStuck: called when descriptors run out although no command runs: then this process itself has leaked
    ///     them. (Foundation leaks two at each start that the system refuses.)
    ///   - record: an empty file for the executor's record; nil for none.
    init(clock: WallClock, whenStuck: @escaping @Sendable () -> Void = {}, record: Int32? = nil) {
        self.clock = clock
        SignalDispositions.makeInheritable()
        let thread = Thread { [self] in
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            var table = CommandTable(
                loop: self, wakeUp: wakeUp, clock: clock, whenStuck: whenStuck,
                recorder: record.map { ExecutorRecorder(descriptor: $0) })
            while true { table.runOnce(draining: orders) }
        }
        thread.name = "commands"
        thread.start()
    }

    func submit(_ order: Order) {
        mailbox.withLock { $0.append(order) }
        var one: UInt64 = 1
        _ = write(wakeUp, &one, 8)
    }

    private func orders() -> [Order] {
        mailbox.withLock { orders in
            defer { orders = [] }
            return orders
        }
    }
}

/// The running commands and the descriptors they wait for. Confined to the command loop's thread.
private struct CommandTable {
    private enum Kind: UInt64 {
        case exit, output, input
    }

    private static let wakeToken = UInt64.max
    private static let pause: Duration = .milliseconds(500)
    /// Consecutive refusals that are tolerated while no command runs.
    private static let patience = 10
    private let loop: CommandLoop
    private let wakeUp: Int32
    private let clock: WallClock
    private let whenStuck: () -> Void
    /// Set when the system has refused a start: none is tried before `end`.
    private var shortage: (end: ContinuousClock.Instant, errno: Int32)?
    /// Consecutive starts that the system has refused.
    private var refusals = 0
    private var recorder: ExecutorRecorder?
    /// No command runs past this moment.
    private var limit: ContinuousClock.Instant?
    private let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    private var commands: [UInt64: RunningCommand] = [:]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var events = [epoll_event](repeating: epoll_event(), count: 128)

    init(
        loop: CommandLoop, wakeUp: Int32, clock: WallClock, whenStuck: @escaping () -> Void, recorder: ExecutorRecorder?
    ) {
        self.loop = loop
        self.recorder = recorder
        self.whenStuck = whenStuck
        self.wakeUp = wakeUp
        self.clock = clock
        precondition(poll >= 0 && wakeUp >= 0, "epoll(7) failed: errno \(errno)")
        watch(wakeUp, token: Self.wakeToken, for: EPOLLIN)
    }

    /// Waits for events, orders or a deadline, and handles them.
    mutating func runOnce(draining orders: () -> [CommandLoop.Order]) {
        let count = epoll_wait(poll, &events, Int32(events.count), timeout())
        for event in events.prefix(Int(max(0, count))) {
            if event.data.u64 == Self.wakeToken {
                var total: UInt64 = 0
                _ = read(wakeUp, &total, 8)
            } else {
                handle(event.data.u64)
            }
        }
        for order in orders() { take(order) }
        let now = ContinuousClock.now
        if isPastLimit { stopAll(patience: CommandLife.patience) }
        for (id, command) in commands where command.life.deadline <= now { feed(.tick, to: command, id) }
    }

    private var isPastLimit: Bool { limit.map { $0 <= .now } ?? false }

    /// Milliseconds to the next deadline; -1 without one.
    private func timeout() -> Int32 {
        guard var next = commands.values.map(\.life.deadline).min() else { return -1 }
        if let limit, limit > .now { next = min(next, limit) }
        return Int32(clamping: max(0, (next - .now).milliseconds + 1))
    }

    private mutating func take(_ order: CommandLoop.Order) {
        switch order {
        case .start(let id, let invocation, let report, let finish):
            start(id, invocation, report: report, finish: finish)
        case .stop(let id, let patience):
            if let command = commands[id] { feed(.stop(patience: patience), to: command, id) }
        case .stopAll(let patience):
            stopAll(patience: patience)
        case .mayRun(let limit):
            self.limit = limit
        case .collected(let id, let exit):
            if let command = commands[id] { feed(.exited(exit), to: command, id) }
        }
    }

    private mutating func stopAll(patience: Duration) {
        for (id, command) in commands { feed(.stop(patience: patience), to: command, id) }
    }

    private mutating func start(
        _ id: UInt64, _ invocation: CommandInvocation, report: @escaping @Sendable (CommandEvent) -> Void,
        finish: @escaping @Sendable (CommandResult) -> Void
    ) {
        let startedAt = clock.now
        guard !isPastLimit else {
            return finish(CommandResult(exit: .interrupted, startedAt: startedAt, finishedAt: startedAt))
        }
        let spawned: Spawned
        let line: ExecutorRecorder.Line?
        do throws(Spawn.Failure) {
            (spawned, line) = try spawn(id, invocation)
        } catch {
            note(error)
            return finish(error.result(startedAt: startedAt, finishedAt: clock.now))
        }
        shortage = nil
        refusals = 0
        let command = RunningCommand(
            invocation, spawned,
            life: CommandLife(timeout: invocation.timeout, silence: invocation.silenceTimeout, at: .now),
            startedAt: startedAt, line: line, report: report, finish: finish)
        commands[id] = command
        report(.started(pid: spawned.pid))
        watch(spawned.output, token: id << 2 | Kind.output.rawValue, for: EPOLLIN)
        if let exit = spawned.exitDescriptor { watch(exit, token: id << 2 | Kind.exit.rawValue, for: EPOLLIN) }
        if let input = spawned.input { watch(input, token: id << 2 | Kind.input.rawValue, for: EPOLLOUT) }
    }

    /// Starts a command and records it.
    private mutating func spawn(
        _ id: UInt64, _ invocation: CommandInvocation
    ) throws(Spawn.Failure) -> (Spawned, ExecutorRecorder.Line?) {
        if let shortage, shortage.end > .now { throw .outOfResources(errno: shortage.errno) }
        let begin = recorder?.begin()
        do throws(Spawn.Failure) {
            let spawned = try Spawn.start(invocation) { [loop] process in
                let status = Int(process.terminationStatus)
                loop.submit(.collected(id, process.terminationReason == .exit ? .status(status) : .signal(status)))
            }
            if let (line, time) = begin { recorder?.note(spawned.pid, startedSince: time, at: line) }
            return (spawned, begin?.0)
        } catch {
            if let (line, _) = begin { recorder?.remove(line) }
            throw error
        }
    }

    /// Pauses all starts after a refusal: many pending starts would only prolong the shortage.
    private mutating func note(_ failure: Spawn.Failure) {
        guard case .outOfResources(let errno) = failure else { return }
        if let shortage, shortage.end > .now { return }
        shortage = (.now + Self.pause, errno)
        refusals += 1
        if refusals > Self.patience, commands.isEmpty, errno == EMFILE { whenStuck() }
    }

    private mutating func handle(_ token: UInt64) {
        let id = token >> 2
        guard let command = commands[id], let kind = Kind(rawValue: token & 3) else { return }
        switch kind {
        case .output:
            let before = command.tail.totalBytes
            let hasEnded = command.readOutput(into: &buffer)
            if command.tail.totalBytes > before { feed(.printed, to: command, id) }
            guard hasEnded else { return }
            command.closeOutput()
            feed(.outputEnded, to: command, id)
        case .input:
            command.writeInput()
        case .exit:
            unwatch(command.spawned.exitDescriptor)
            // Without a status here, Foundation reports the exit through the mailbox.
            if let exit = command.exit() { feed(.exited(exit), to: command, id) }
        }
    }

    private mutating func feed(_ event: CommandLife.Event, to command: RunningCommand, _ id: UInt64) {
        for action in command.life.take(event, at: .now) {
            switch action {
            case .signal(let number):
                command.signal(number)
            case .finish(let exit):
                commands[id] = nil
                if let line = command.line { recorder?.remove(line) }
                command.end(exit, at: clock.now)
            }
        }
    }

    private func watch(_ descriptor: Int32, token: UInt64, for interest: EPOLL_EVENTS) {
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token))
        _ = epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
    }

    private func unwatch(_ descriptor: Int32?) {
        guard let descriptor else { return }
        _ = epoll_ctl(poll, EPOLL_CTL_DEL, descriptor, nil)
    }
}

extension Spawn.Failure {
    /// The result of a command that was never started.
    fileprivate func result(startedAt: Timestamp, finishedAt: Timestamp) -> CommandResult {
        switch self {
        case .command(let error):
            return CommandResult(exit: .notStarted(error.description), startedAt: startedAt, finishedAt: finishedAt)
        case .outOfResources(let errno):
            let reason = String(cString: strerror(errno)).lowercased()
            var result = CommandResult(exit: .notStarted(reason), startedAt: startedAt, finishedAt: finishedAt)
            result.startWasRefused = true
            return result
        }
    }
}
