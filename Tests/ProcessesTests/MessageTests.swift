import Formats
import Glibc
import Testing
import Values

@testable import Processes

@Suite struct MessageTests {
    static let moment = Timestamp(milliseconds: 1_795_467_241_250)
    static let messages: [Message] =
        [
            .start(
                7,
                CommandInvocation(
                    arguments: ["a", "", "é\n"], environment: [EnvironmentVariable("N", "v=1")], directory: "/x",
                    input: [0, 255, 10], timeout: .milliseconds(1500), streamsOutput: true)),
            .start(.max, CommandInvocation(arguments: ["a"], environment: [], timeout: .seconds(1))),
            .stop(1, patience: .seconds(5)), .stopAll(patience: .zero), .started(2, pid: 4711), .output(3, [1, 2]),
            .finished(
                4,
                CommandResult(
                    exit: .notStarted("why"), startedAt: moment, finishedAt: moment, output: [9], outputBytes: 8)),
        ] + [silent, .finished(6, waiting)] + exits
    private static let exits = [Exit.status(0), .status(255), .signal(9), .timedOut, .silent, .interrupted].map {
        Message.finished(5, CommandResult(exit: $0, startedAt: moment, finishedAt: moment))
    }
    private static let silent: Message = {
        var invocation = CommandInvocation(arguments: ["a"], environment: [], timeout: .seconds(1))
        invocation.silenceTimeout = .milliseconds(250)
        return .start(8, invocation)
    }()
    private static let waiting: CommandResult = {
        var result = CommandResult(exit: .notStarted("full"), startedAt: moment, finishedAt: moment + .seconds(1))
        result.startWasRefused = true
        return result
    }()

    @Test(arguments: messages)
    func `a message is received as it was sent`(message: Message) {
        #expect(Message(payload: message.frame.dropFirst(4)) == message)
        #expect(message.frame.prefix(4).reduce(0) { $0 << 8 | Int($1) } == message.frame.count - 4)
    }

    @Test(arguments: messages)
    func `a truncated or lengthened frame is rejected`(message: Message) {
        let payload = message.frame.dropFirst(4)
        for length in 0..<payload.count { #expect(Message(payload: payload.prefix(length)) == nil) }
        #expect(Message(payload: (Array(payload) + [0])[...]) == nil)
    }

    @Test func `a channel carries messages of any size, and reports when the peer is gone`() async {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (left, right) = (MessageChannel(descriptor: ends[0]), MessageChannel(descriptor: ends[1]))
        let large = Message.output(1, [UInt8](repeating: 7, count: 3 << 20))
        async let sent = Task.detached { Self.messages.allSatisfy { left.send($0) } && left.send(large) }.value
        for message in Self.messages { #expect(right.receive() == message) }
        #expect(right.receive() == large)
        #expect(await sent)
        left.end()
        #expect(right.receive() == nil)
        left.close()
        right.close()
    }
}
