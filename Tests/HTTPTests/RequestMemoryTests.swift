import Testing

@testable import HTTP

@Suite struct RequestMemoryTests {
    private let start = ContinuousClock.now

    /// Requests of these sizes, each a second younger than the one before; their tokens count from 0.
    private func requests(_ sizes: Int...) -> [RequestMemory.Arriving] {
        sizes.enumerated().map { index, bytes in
            RequestMemory.Arriving(token: UInt64(index), began: start + .seconds(index), bytes: bytes)
        }
    }

    private func memory(bound: Int, arriving: Int, answering: Int = 0) -> RequestMemory {
        var memory = RequestMemory(bound: bound)
        memory.change(by: arriving)
        memory.begin(answering: answering)
        return memory
    }

    @Test func `no request is evicted while there is room`() {
        let memory = memory(bound: 160, arriving: 100, answering: 60)
        #expect(!memory.isExceeded && memory.evictions(among: requests(50, 50), share: 10).isEmpty)
    }

    @Test func `the oldest are evicted first, and free a sixteenth more than needed`() {
        #expect(memory(bound: 160, arriving: 165).isExceeded)
        #expect(memory(bound: 160, arriving: 165).evictions(among: requests(15, 50, 50, 50), share: 10) == [0])
        #expect(memory(bound: 160, arriving: 166).evictions(among: requests(15, 51, 50, 50), share: 10) == [0, 1])
        #expect(
            memory(bound: 160, arriving: 170).evictions(among: requests(10, 60, 100).reversed(), share: 5) == [0, 1])
    }

    @Test func `requests within their share are kept as long as others exceed theirs`() {
        #expect(memory(bound: 160, arriving: 170).evictions(among: requests(10, 10, 80, 70), share: 10) == [2])
        #expect(memory(bound: 20, arriving: 30).evictions(among: requests(10, 10, 10), share: 10) == [0, 1])
    }

    @Test func `if requests being answered use all the memory, all others are evicted`() {
        #expect(
            memory(bound: 160, arriving: 60, answering: 160).evictions(among: requests(30, 30), share: 10) == [0, 1])
    }

    @Test func `a body has room if it fits beside the requests being answered`() {
        #expect(memory(bound: 160, arriving: 160).hasRoom(for: 160))
        #expect(memory(bound: 160, arriving: 160, answering: 100).hasRoom(for: 60))
        #expect(!memory(bound: 160, arriving: 0, answering: 100).hasRoom(for: 61))
        #expect(memory(bound: 160, arriving: 0).hasRoom(for: 161), "alone it always has room")
    }

    @Test func `an answered request no longer counts`() {
        var memory = memory(bound: 160, arriving: 0, answering: 160)
        memory.end(answering: 160)
        #expect(!memory.isExceeded && memory.hasRoom(for: 160))
    }

    @Test func `memory is returned once after each peak that is high enough`() {
        var memory = memory(bound: 64 << 20, arriving: 7 << 20)
        memory.change(by: -7 << 20)
        var isPast = memory.isPastPeak()
        #expect(!isPast)
        memory.change(by: 32 << 20)
        memory.change(by: -23 << 20)
        isPast = memory.isPastPeak()
        #expect(!isPast, "more than a quarter is still in use")
        memory.change(by: -1 << 20)
        let passes = [memory.isPastPeak(), memory.isPastPeak()]
        #expect(passes == [true, false])
    }
}
