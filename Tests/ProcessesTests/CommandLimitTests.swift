import Formats
import Synchronization
import Testing
import Values

@testable import Processes

/// Commands with a limit on their time, which the daemon can extend.
@Suite(.timeLimit(.minutes(4))) struct CommandLimitTests {
    private let loop = CommandLoop(clock: .system)

    private func start(_ id: UInt64, _ script: String, begun: @escaping @Sendable () -> Void = {}) async -> Exit {
        let invocation = CommandInvocation(
            arguments: ["/bin/sh", "-c", script], environment: [], timeout: .seconds(100), streamsOutput: true)
        return await withCheckedContinuation { continuation in
            let report: @Sendable (CommandEvent) -> Void = { if case .output = $0 { begun() } }
            loop.submit(.start(id, invocation, report: report) { continuation.resume(returning: $0.exit) })
        }
    }

    @Test func `a command is ended at the limit, and none is started until the limit is moved`() async {
        // The limit arrives after the command has started, and has passed by then.
        let exit = await start(1, "echo begun; exec sleep 100") { [loop] in loop.submit(.mayRun(until: .now)) }
        #expect(exit == .interrupted)
        #expect(await start(2, "exit 3") == .interrupted)
        loop.submit(.mayRun(until: .now + .seconds(100)))
        #expect(await start(3, "exit 3") == .status(3))
    }

    @Test func `a limit that is moved in time ends no command`() async {
        loop.submit(.mayRun(until: .now + .seconds(100)))
        #expect(await start(1, "exit 4") == .status(4))
    }

    @Test func `the limit reaches the executor unchanged`() {
        let message = Message.mayRun(untilUptime: 1 << 40)
        #expect(Message(payload: message.frame.dropFirst(4)) == message)
    }
}
