import Testing

@testable import Processes

@Suite struct OutputTailTests {
    @Test(arguments: [1, 3, 100, 4095, 4096, 5000, 65_535, 65_536, 65_537, 200_000])
    func `a tail keeps the last 64 KiB, whatever the pieces`(size: Int) {
        let all = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var tail = OutputTail()
        for start in stride(from: 0, to: all.count, by: size) {
            tail.append(Array(all[start..<min(start + size, all.count)]))
        }
        #expect(tail.bytes == Array(all.suffix(OutputTail.capacity)))
        #expect(tail.totalBytes == 200_000)
    }

    @Test func `a tail that is not full keeps all output`() {
        var tail = OutputTail()
        tail.append([1, 2])
        tail.append([])
        tail.append([3])
        #expect(tail.bytes == [1, 2, 3] && tail.totalBytes == 3)
    }
}
