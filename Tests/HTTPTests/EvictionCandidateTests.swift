import Testing

@testable import HTTP

@Suite struct EvictionCandidateTests {
    private let now = ContinuousClock.now

    private func connection(_ kind: EvictionCandidate.Kind, age: Double, _ token: UInt64) -> EvictionCandidate {
        EvictionCandidate(kind: kind, began: now - .seconds(age), token: token)
    }

    private func chosen(_ count: Int, _ connections: [EvictionCandidate]) -> [UInt64] {
        EvictionCandidate.chosen(count, of: connections, at: now).map(\.token)
    }

    @Test func `idle connections are evicted first, then silent ones, then those within a request`() {
        let kinds: [EvictionCandidate.Kind] = [.writing, .inBody, .inHead, .lingering, .silent, .idle]
        let connections = kinds.enumerated().map { connection($1, age: 5, UInt64($0)) }
        #expect(chosen(6, connections) == [5, 4, 3, 2, 1, 0])
        #expect(chosen(2, connections) == [5, 4])
    }

    @Test func `the oldest of a kind is evicted first`() {
        let connections = [
            connection(.inHead, age: 3, 1), connection(.inHead, age: 9, 2), connection(.silent, age: 2, 3),
            connection(.silent, age: 8, 4),
        ]
        #expect(chosen(4, connections) == [4, 3, 2, 1])
    }

    @Test func `a new connection is not evicted, one that has been answered is`() {
        let connections = [
            connection(.silent, age: 0.9, 1), connection(.inHead, age: 0.9, 2), connection(.idle, age: 0, 3),
            connection(.inBody, age: 1, 4),
        ]
        #expect(chosen(4, connections) == [3, 4])
    }
}
