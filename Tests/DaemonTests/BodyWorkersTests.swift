import Dispatch
import Synchronization
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(4))) struct BodyWorkersTests {
    /// How many work, and the most that ever did at once.
    private final class Tally: Sendable {
        private let state = Mutex((running: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func enter() {
            state.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
            }
        }

        func leave() {
            state.withLock { $0.running -= 1 }
        }
    }

    @Test func `no more work at once than may, and all of it is done`() async {
        let workers = BodyWorkers(limit: 2)
        let tally = Tally()
        let gate = DispatchSemaphore(value: 0)
        let results = await withTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                group.addTask {
                    await workers.run {
                        tally.enter()
                        gate.wait()
                        tally.leave()
                        return number
                    }
                }
            }
            for _ in 0..<20 { gate.signal() }
            return await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(results == Set(0..<20))
        #expect(tally.most <= 2)
    }

    @Test func `two work at once where two may`() async {
        let workers = BodyWorkers(limit: 2)
        let (first, second) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // Each waits for the other.
        async let one: Void = workers.run {
            first.signal()
            second.wait()
        }
        async let other: Void = workers.run {
            second.signal()
            first.wait()
        }
        _ = await (one, other)
    }
}
