import Synchronization
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(4))) struct ShutdownQueueTests {
    /// A queue whose `abandon` does not exit.
    private func queue(
        timeout: Duration
    ) -> (queue: ShutdownQueue, abandoned: AsyncStream<Set<Shutdown.Part>>) {
        let (abandoned, abandon) = AsyncStream<Set<Shutdown.Part>>.makeStream()
        return (ShutdownQueue(timeout: timeout) { abandon.yield($0) }, abandoned)
    }

    @Test func `an orderly shutdown is drain, close, leave`() async {
        let queue = queue(timeout: .seconds(3600)).queue
        for event in [Shutdown.Event.started, .signal("SIGINT")] + Shutdown.Part.allCases.map({ .finished($0) }) {
            queue.take(event)
        }
        var actions: [Shutdown.Action] = []
        for await action in queue.actions { actions.append(action) }
        #expect(actions == [.drain(signal: "SIGINT"), .closeJournal, .leave])
    }

    @Test func `the timeout fires by itself, with its latest value`() async {
        let queue = queue(timeout: .seconds(3600)).queue
        queue.use(.zero)
        queue.take(.started)
        queue.take(.signal("SIGTERM"))
        var actions = queue.actions.makeAsyncIterator()
        #expect(await actions.next() == .drain(signal: "SIGTERM"))
        #expect(await actions.next() == .endCommands(isUrgent: false))
    }

    @Test func `a second signal brings the deadline near`() async {
        let (queue, abandoned) = queue(timeout: .seconds(3600))
        for event in [Shutdown.Event.started, .signal("SIGTERM"), .signal("SIGTERM")] { queue.take(event) }
        #expect(await abandoned.first { _ in true } == Set(Shutdown.Part.allCases))
    }

    @Test func `a signal during the start waits for nothing`() async {
        let (queue, abandoned) = queue(timeout: .seconds(3600))
        queue.take(.signal("SIGTERM"))
        #expect(await abandoned.first { _ in true } == [])
    }
}
