import Testing

@testable import HTTP

@Suite struct BodyBufferTests {
    /// malloc(3) rounds up, more for larger pieces.
    private func rounded(_ bytes: Int) -> Int { bytes + max(64, bytes / 8) }

    @Test(arguments: [1, 100, 1460, 65_536])
    func `memory follows the received bytes and stops at the length`(size: Int) {
        var body = BodyBuffer(longest: 1_000_000)
        #expect(body.bytes.capacity == 0)
        var growths = 0
        while body.bytes.count < body.longest {
            let before = body.bytes.capacity
            body.append([UInt8](repeating: 1, count: min(size, body.longest - body.bytes.count))[...])
            if body.bytes.capacity != before { growths += 1 }
            #expect(body.bytes.capacity <= rounded(min(body.longest, 2 * body.bytes.count)))
        }
        #expect(growths <= 21)
    }

    @Test func `a body that arrives at once is copied once`() {
        var body = BodyBuffer(longest: 1000)
        body.append([UInt8](repeating: 1, count: 1000)[...])
        #expect(body.bytes.count == 1000 && body.bytes.capacity <= rounded(1000))
    }
}
