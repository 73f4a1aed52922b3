import Testing
import Formats

@Suite struct SizeTests {
    private static let sizes: [(bytes: Int64, text: String)] = [
        (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
        (1_048_575, "1.0 MiB"), (12_900_000, "12.3 MiB"), (1_072_693_248, "1023.0 MiB"),
        (1_099_511_627_775, "1.0 TiB"), (5_497_558_138_880_000, "5000.0 TiB"),
    ]

    @Test(arguments: sizes)
    func `a size is rounded, in the largest unit of which there is one`(bytes: Int64, text: String) {
        #expect(bytes.sizeText == text)
    }
}
