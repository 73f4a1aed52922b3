import Support
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(4))) struct EventuallyTests {
    @Test func `a test that waits in vain says where, and for what`() async throws {
        let messages = Mutex<[String]>([])
        let hasAsked = Mutex(false)
        let line = #line + 2
        let task = Task {
            try await eventually("the moon is blue", report: { text in messages.withLock { $0.append(text) } }) {
                hasAsked.withLock { $0 = true }
                return false
            }
        }
        try await eventually { hasAsked.withLock { $0 } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let message = try #require(messages.withLock { $0.first })
        #expect(
            message.hasPrefix("EndToEndTests/EventuallyTests.swift:\(line): ") && message.hasSuffix("the moon is blue"))
    }
}
