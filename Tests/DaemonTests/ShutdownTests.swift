import Testing

@testable import Daemon

@Suite struct ShutdownTests {
    /// The actions of a started daemon's shutdown for these events.
    private func actions(_ events: Shutdown.Event...) -> [Shutdown.Action] {
        var shutdown = Shutdown()
        return [shutdown.take(.started)].filter { $0 != .none } + events.map { shutdown.take($0) }
    }

    private static let signal = Shutdown.Event.signal("SIGTERM")
    private static let drain = Shutdown.Action.drain(signal: "SIGTERM")
    private static let urgently = Shutdown.Action.endCommands(isUrgent: true)
    private static let patiently = Shutdown.Action.endCommands(isUrgent: false)

    @Test func `after one signal the daemon drains, and exits when all parts have finished, in any order`() {
        #expect(
            actions(
                Self.signal, .finished(.requests), .finished(.alerts), .finished(.failures), .finished(.runs),
                .finished(.journal))
                == [Self.drain, .none, .none, .none, .closeJournal, .leave])
        #expect(
            actions(
                Self.signal, .finished(.runs), .finished(.requests), .finished(.alerts), .finished(.failures),
                .finished(.journal))
                == [Self.drain, .none, .none, .none, .closeJournal, .leave])
    }

    @Test(arguments: [(Shutdown.Event.timeout, patiently), (signal, urgently)])
    func `the timeout and a second signal stop the commands and the wait for clients`(
        event: Shutdown.Event, action: Shutdown.Action
    ) {
        #expect(
            actions(
                Self.signal, event, .finished(.runs), .finished(.alerts), .finished(.failures), .finished(.journal))
                == [Self.drain, action, .none, .none, .closeJournal, .leave])
        #expect(
            actions(Self.signal, .finished(.alerts), .finished(.failures), .finished(.runs), event) == [
                Self.drain, .none, .none, .none, .closeJournal,
            ])
    }

    @Test func `a signal after the timeout kills the commands, and another one the process`() {
        #expect(
            actions(Self.signal, .timeout, Self.signal, Self.signal) == [
                Self.drain, Self.patiently, Self.urgently, .abandon(Set(Shutdown.Part.allCases)),
            ])
    }

    private static let commandsEnd: [Shutdown.Event] = [.finished(.runs), .finished(.alerts), .finished(.failures)]

    /// Events that lead to each state after the first signal, and the unfinished parts there.
    static let states: [(events: [Shutdown.Event], unfinished: Set<Shutdown.Part>)] = [
        ([signal, .finished(.requests)], [.runs, .alerts, .failures, .journal]),
        ([signal, .timeout], [.runs, .alerts, .failures, .requests, .journal]),
        ([signal, signal, .finished(.alerts)], [.runs, .failures, .requests, .journal]),
        ([signal] + commandsEnd + [.timeout], [.requests, .journal]),
        ([signal] + commandsEnd + [.finished(.requests)], [.journal]),
        ([signal] + commandsEnd + [.finished(.requests), .finished(.journal)], []),
    ]

    @Test(arguments: states)
    func `the deadline ends the process in every state, and the unfinished parts are named`(
        events: [Shutdown.Event], unfinished: Set<Shutdown.Part>
    ) {
        var shutdown = Shutdown()
        _ = shutdown.take(.started)
        for event in events { _ = shutdown.take(event) }
        #expect(shutdown.take(.deadline) == .abandon(unfinished))
    }

    @Test(arguments: states)
    func `three more signals end the process in every state`(
        events: [Shutdown.Event], unfinished: Set<Shutdown.Part>
    ) {
        var shutdown = Shutdown()
        _ = shutdown.take(.started)
        for event in events { _ = shutdown.take(event) }
        let answers = (0..<3).map { _ in shutdown.take(Self.signal) }
        #expect(answers.contains(.abandon(unfinished)), "\(answers)")
    }

    @Test func `a signal during the start ends the process at once, before it has accepted anything`() {
        var shutdown = Shutdown()
        #expect(shutdown.take(Self.signal) == .abandon([]))
        #expect(shutdown.take(.started) == .none)
    }

    @Test func `only a signal makes a daemon exit, and nothing happens afterwards`() {
        #expect(actions(.timeout, .deadline, .finished(.runs)) == [.none, .none, .none])
        let end = Self.commandsEnd + [.finished(.requests), .finished(.journal)]
        var shutdown = Shutdown()
        for event in [.started, Self.signal] + end { _ = shutdown.take(event) }
        #expect((end + [.timeout]).allSatisfy { shutdown.take($0) == .none })
    }

    @Test func `only a command without a recorded result makes the exit a failure`() {
        #expect(Set<Shutdown.Part>([.runs]).losesEnds && Set<Shutdown.Part>([.alerts, .journal]).losesEnds)
        #expect(Set<Shutdown.Part>([.failures]).losesEnds)
        #expect(!Set<Shutdown.Part>([.requests, .journal]).losesEnds && !Set<Shutdown.Part>().losesEnds)
        #expect(Set<Shutdown.Part>([.journal, .runs]).text == "not finished: runs, journal")
    }
}
