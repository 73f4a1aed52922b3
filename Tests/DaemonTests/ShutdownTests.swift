import Testing

@testable import Daemon

@Suite struct ShutdownTests {
    private func actions(_ events: Shutdown.Event...) -> [Shutdown.Action] {
        var shutdown = Shutdown()
        return events.map { shutdown.take($0) }
    }

    @Test func `one signal drains, and the daemon leaves when everything has ended`() {
        #expect(actions(.signal, .finished) == [.drain, .leave])
    }

    @Test func `commands that outlast the timeout are ended`() {
        #expect(actions(.signal, .timeout, .finished) == [.drain, .endCommands(isUrgent: false), .leave])
    }

    @Test func `a second signal leaves commands no time, nor does one after the timeout`() {
        #expect(actions(.signal, .signal, .finished) == [.drain, .endCommands(isUrgent: true), .leave])
        #expect(
            actions(.signal, .timeout, .signal) == [
                .drain, .endCommands(isUrgent: false), .endCommands(isUrgent: true),
            ])
    }

    @Test func `nothing else makes a daemon leave, and nothing happens afterwards`() {
        #expect(actions(.timeout, .finished) == [.none, .none])
        #expect(actions(.signal, .finished, .signal, .timeout, .finished) == [.drain, .leave, .none, .none, .none])
    }
}
