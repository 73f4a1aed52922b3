import Testing

@testable import HTTP

@Suite struct SpareConnectionTests {
    private let now = ContinuousClock.now

    private func connection(_ kind: SpareConnection.Kind, age: Double, _ token: UInt64) -> SpareConnection {
        SpareConnection(kind: kind, began: now - .seconds(age), token: token)
    }

    private func chosen(_ count: Int, _ connections: [SpareConnection]) -> [UInt64] {
        SpareConnection.chosen(count, of: connections, at: now).map(\.token)
    }

    @Test func `the idle go first, then the silent, then those in the middle of something`() {
        let kinds: [SpareConnection.Kind] = [.untaken, .inBody, .inHead, .lingering, .silent, .idle]
        let connections = kinds.enumerated().map { connection($1, age: 5, UInt64($0)) }
        #expect(chosen(6, connections) == [5, 4, 3, 2, 1, 0])
        #expect(chosen(2, connections) == [5, 4])
    }

    @Test func `of its kind the oldest goes first`() {
        let connections = [
            connection(.inHead, age: 3, 1), connection(.inHead, age: 9, 2), connection(.silent, age: 2, 3),
            connection(.silent, age: 8, 4),
        ]
        #expect(chosen(4, connections) == [4, 3, 2, 1])
    }

    @Test func `a client that has just connected is left its time, one that has had its answer is not`() {
        let connections = [
            connection(.silent, age: 0.9, 1), connection(.inHead, age: 0.9, 2), connection(.idle, age: 0, 3),
            connection(.inBody, age: 1, 4),
        ]
        #expect(chosen(4, connections) == [3, 4])
    }
}
