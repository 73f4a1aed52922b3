import Formats
import Support
import Testing

@Suite(.timeLimit(.minutes(4))) struct DrainTests {
    @Test func `a server comes to its end though the last client leaves at that very moment`() async throws {
        // Once, the last connection could end between the look at how many there are and the wait for it.
        for _ in 0..<30 {
            try await CircularoServer.with(.holding) { circularo, base in
                async let given = Program.run(["-s", "--max-time", "0.2", base], executable: "/usr/bin/curl")
                try await eventually { circularo.isHolding }
                #expect(try await given.status == 28)
            }
        }
    }
}
