import Testing

@testable import HTTP

@Suite struct InputTests {
    @Test func `bytes are borrowed until they are settled, and then only the rest is copied`() {
        let buffer = [UInt8](repeating: 7, count: 65_536)
        var input = Input()
        input.append(buffer[...])
        #expect(input.capacity == 0 && input.copiedBytes == 0)
        input.bytes = input.bytes.dropFirst(65_530)
        input.settle()
        #expect(input.bytes.elementsEqual([7, 7, 7, 7, 7, 7]) && input.copiedBytes == 6)
        #expect((6...64).contains(input.capacity))
        input.bytes = input.bytes.dropFirst(6)
        input.settle()
        #expect(input.capacity == 0)
    }

    /// The buffer that a socket is read into is copied as a whole if anything still refers to it.
    @Test func `a settled input shares no memory with the reader's buffer`() {
        var buffer = [UInt8](repeating: 7, count: 65_536)
        let place = buffer.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        var input = Input()
        input.append(buffer[...])
        input.settle()
        buffer[0] = 8
        #expect(buffer.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } == place)
        #expect(input.bytes.first == 7)
    }

    @Test(arguments: [1, 3, 100, 4096])
    func `each byte is copied at most a few times, however the input is split`(size: Int) {
        var input = Input()
        for _ in 0..<(65_536 / size) {
            input.append([UInt8](repeating: 1, count: size)[...])
            input.settle()
        }
        #expect(input.bytes.count == 65_536 / size * size)
        #expect(input.copiedBytes <= 3 * 65_536)
    }

    @Test func `memory of parsed bytes is freed`() {
        var input = Input()
        input.append([UInt8](repeating: 1, count: 20_000)[...])
        input.settle()
        for _ in 0..<199 {
            input.bytes = input.bytes.dropFirst(100)
            input.settle()
            #expect(input.capacity <= max(2048, 4 * input.bytes.count + 64))
        }
        #expect(input.copiedBytes < 30_000)
    }
}
