import Values
import Formats
import Dispatch
import Support
import Synchronization
import Testing

@testable import Journals

/// Groups of writes, and what else is to be done on their queue.
@Suite(.timeLimit(.minutes(4))) struct GroupCommitTests {
    /// A database of one table, written to in groups on a queue that the test can hold up.
    private struct Bench: Sendable {
        let directory: TemporaryDirectory
        let executor = QueueExecutor(label: "test")
        let commit: GroupCommit
        let sizes = Sizes()

        init() throws {
            directory = try TemporaryDirectory()
            let file = try directory.write("", to: "journal.db")
            let database = try Database(path: file, isReadOnly: false)
            try database.execute("PRAGMA journal_mode = WAL; CREATE TABLE numbers (number INTEGER NOT NULL)")
            commit = GroupCommit(database, on: executor) { [sizes] in sizes.add($0) }
        }

        /// Holds the queue until the returned semaphore is signalled.
        func hold() -> DispatchSemaphore {
            let gate = DispatchSemaphore(value: 0)
            executor.later { gate.wait() }
            return gate
        }

        /// Adds a write of `number`, which fails for nil, and hears how it went.
        func add(_ number: Int?, _ told: @escaping @Sendable (JournalError?) -> Void) {
            commit.add(
                WriteOperation(
                    needsSync: false,
                    work: { database throws(JournalError) in
                        guard let number else { throw .full(path: "test") }
                        try database.run("INSERT INTO numbers VALUES (?)", .integer(number))
                        return told
                    }, fail: told))
        }

        func numbers() throws -> [Int64] {
            let database = try Database(path: directory.file("journal.db"), isReadOnly: true)
            return try database.query("SELECT number FROM numbers ORDER BY number") { $0.integer(.number) }
        }
    }

    /// How many operations each commit had.
    private final class Sizes: Sendable {
        private let sizes = Mutex<[Int]>([])
        var all: [Int] { sizes.withLock { $0 } }
        func add(_ size: Int) { sizes.withLock { $0.append(size) } }
    }

    @Test func `what waits while a group is written goes into the next one`() async throws {
        let bench = try Bench()
        let gate = bench.hold()
        let (answers, answer) = AsyncStream<JournalError?>.makeStream()
        for number in 1...50 { bench.add(number) { answer.yield($0) } }
        gate.signal()
        var count = 0
        for await error in answers {
            #expect(error == nil)
            count += 1
            if count == 50 { break }
        }
        #expect(bench.sizes.all.first == 50)
        #expect(try bench.numbers() == (1...50).map(Int64.init))
        await bench.commit.close()
    }

    @Test func `a write that fails tells its whole group, and nothing of the group is written`() async throws {
        let bench = try Bench()
        let gate = bench.hold()
        let (answers, answer) = AsyncStream<(Int, JournalError?)>.makeStream()
        for number in 1...20 { bench.add(number == 7 ? nil : number) { answer.yield((number, $0)) } }
        gate.signal()
        var told: [Int: JournalError?] = [:]
        for await (number, error) in answers {
            told[number] = error
            if told.count == 20 { break }
        }
        #expect(told.values.allSatisfy { $0 == .full(path: "test") })
        #expect(try bench.numbers().isEmpty)
        bench.add(21) { answer.yield((21, $0)) }
        for await (_, error) in answers {
            #expect(error == nil)
            break
        }
        #expect(try bench.numbers() == [21])
        await bench.commit.close()
    }

    @Test func `another block of the queue waits for one group, however fast writes arrive`() async throws {
        let bench = try Bench()
        let (turns, turn) = AsyncStream<Int>.makeStream()
        let gate = bench.hold()
        // Each write adds the next one before its group ends, so there is always something to write.
        @Sendable func keepWriting(_ number: Int) {
            guard number <= 100 else { return turn.finish() }
            bench.add(number) { _ in keepWriting(number + 1) }
        }
        keepWriting(1)
        bench.executor.later { turn.yield(bench.sizes.all.count) }
        gate.signal()
        var groups: [Int] = []
        for await count in turns { groups.append(count) }
        #expect(groups == [1], "the block ran after so many groups")
        await bench.commit.close()
    }

    @Test func `closing writes what waits, and each later write hears that it is closed`() async throws {
        let bench = try Bench()
        let gate = bench.hold()
        let (answers, answer) = AsyncStream<JournalError?>.makeStream()
        for number in 1...2000 { bench.add(number) { answer.yield($0) } }
        async let closed: Void = bench.commit.close()
        gate.signal()
        await closed
        for _ in 1...3 { bench.add(0) { answer.yield($0) } }
        var told: [JournalError?] = []
        for await error in answers {
            told.append(error)
            if told.count == 2003 { break }
        }
        #expect(told.prefix(2000).allSatisfy { $0 == nil } && told.suffix(3).allSatisfy { $0 == .closed })
        #expect(try bench.numbers().count == 2000)
    }
}
