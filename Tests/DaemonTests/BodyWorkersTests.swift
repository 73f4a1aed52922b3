import Dispatch
import Synchronization
import Testing

@testable import Daemon

@Suite(.timeLimit(.minutes(4))) struct BodyWorkersTests {
    /// The number of running jobs, and its maximum so far.
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

    @Test func `body workers respect their limit and complete all work`() async {
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

    @Test func `body workers with a limit of two run two jobs at once`() async {
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
