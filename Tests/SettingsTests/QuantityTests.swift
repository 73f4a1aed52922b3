import Formats
import Testing
import Values

@testable import Settings

@Suite struct QuantityTests {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
        ("7d", .seconds(604_800)), ("3650d", .seconds(315_360_000)), ("007s", .seconds(7)),
    ])
    func `a duration is read in each of its units`(text: String, duration: Duration) throws {
        #expect(try Quantity.duration(text) == duration)
    }

    @Test(arguments: ["", "s", "5", "-5s", "+5s", "1.5h", "5 s", "5S", "1h30m", "５s", "5s "])
    func `a word that is not a duration is refused`(text: String) {
        #expect(throws: Misreading.self) { try Quantity.duration(text) }
    }

    @Test(arguments: [
        ("5sec", "5s"), ("5min", "5m"), ("2hours", "2h"), ("3days", "3d"), ("90S", "90s"), ("20", "20s"),
        ("100msec", "100ms"),
    ])
    func `a duration with an unknown unit suggests a known one`(text: String, meant: String) {
        #expect(throws: Misreading.expected("a duration such as '30s' or '5m'", help: "did you mean '\(meant)'?")) {
            try Quantity.duration(text)
        }
    }

    @Test(arguments: ["0s", "0ms", "3651d", "9223372036854775807s", "999999999999999999ms"])
    func `refuses durations that cannot be meant`(text: String) {
        #expect { try Quantity.duration(text) } throws: { error in
            guard case .refused = error as? Misreading else { return false }
            return true
        }
    }

    @Test(arguments: [("1B", 1), ("64KiB", 65_536), ("1MiB", 1 << 20), ("512MiB", 512 << 20)])
    func `a size is read in each of its units`(text: String, bytes: Int) throws {
        #expect(try Quantity.size(text) == bytes)
    }

    @Test(arguments: ["", "1", "1MB", "1mib", "1 MiB", "-1B", "0B", "513MiB", "1GiB", "99999999999999999999B"])
    func `a word that is not a size, or too large a one, is refused`(text: String) {
        #expect(throws: Misreading.self) { try Quantity.size(text) }
    }

    @Test(arguments: ["", "-1", "+1", "1.0", "1e3", "0", "1000001", "99999999999999999999", "٣", "1 "])
    func `a word that is not a count is refused`(text: String) {
        #expect(throws: Misreading.self) { try Quantity.count(text) }
    }

    @Test func `counts and ranges are read`() throws {
        #expect(try Quantity.count("8") == 8)
        #expect(try Quantity.count("1000000") == 1_000_000)
        #expect(try Quantity.durations("10s..1h") == .seconds(10) ... .seconds(3600))
        #expect(try Quantity.durations("1s..1s") == .seconds(1) ... .seconds(1))
    }

    @Test(arguments: ["", "..", "1s", "1s..", "..1s", "1s...2s", "1s-2s", "2s..1s", "0s..1s"])
    func `a word that is not a range is refused`(text: String) {
        #expect(throws: Misreading.self) { try Quantity.durations(text) }
    }

    @Test func `a rate is read for each of its periods`() throws {
        #expect(try Quantity.rate("100/s") == RateLimit(count: 100, period: .seconds(1), burst: 100))
        #expect(try Quantity.rate("5/m") == RateLimit(count: 5, period: .seconds(60), burst: 5))
        #expect(try Quantity.rate("1/h").interval == .seconds(3600))
        for text in ["100", "100/", "/s", "100/d", "100/ms", "0/s", "1/s/s"] {
            #expect(throws: Misreading.self) { try Quantity.rate(text) }
        }
    }
}
