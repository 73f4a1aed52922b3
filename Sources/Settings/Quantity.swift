import Formats
import Values

/// Why a word is not the expected quantity.
enum Misreading: Error, Equatable {
    /// Something else was expected, such as `a duration such as '30s' or '5m'`.
    case expected(String, help: String? = nil)
    /// It can be read, but is out of range.
    case refused(String, help: String? = nil)
}

/// Durations, sizes and counts, from the words of a configuration.
enum Quantity {
    /// Longer waits are mistakes; sums of these cannot overflow.
    private static let longest: Duration = .seconds(3650 * 86_400)

    private static let durations: [(unit: String, duration: Duration, others: [String])] = [
        ("ms", .milliseconds(1), ["msec", "millis", "milliseconds"]),
        ("s", .seconds(1), ["sec", "secs", "second", "seconds"]),
        ("m", .seconds(60), ["min", "mins", "minute", "minutes"]),
        ("h", .seconds(3600), ["hr", "hrs", "hour", "hours"]),
        ("d", .seconds(86_400), ["day", "days"]),
    ]

    private static let sizes: [(unit: String, bytes: Int, others: [String])] = [
        ("B", 1, ["b", "byte", "bytes"]), ("KiB", 1 << 10, ["k", "kb", "kib"]),
        ("MiB", 1 << 20, ["m", "mb", "mib"]), ("GiB", 1 << 30, ["g", "gb", "gib"]),
    ]

    /// `500ms`, `30s`, `5m`, `2h`, `7d`; more than zero and at most ten years.
    static func duration(_ text: String) throws(Misreading) -> Duration {
        let (digits, unit) = split(text)
        guard let number = Int64(digits), let row = durations.first(where: { $0.unit == unit }) else {
            let known = durations.map { (unit: $0.unit, others: $0.others) }
            throw .expected("a duration such as '30s' or '5m'", help: correction(digits, unit, plain: "s", known))
        }
        guard number > 0 else { throw .refused("a duration must be greater than zero") }
        guard number <= longest.milliseconds / row.duration.milliseconds else {
            throw .refused("\(text.quoted) is too long", help: "at most 3650d")
        }
        return row.duration * number
    }

    /// A duration that leaves a command time to end before its lease does.
    static func lease(_ text: String) throws(Misreading) -> Duration {
        let lease = try duration(text)
        guard lease >= .seconds(10) else {
            throw .refused(
                "a lease must be at least 10s, got \(text.quoted)",
                help: "a command that must end before its lease gets 5s to do so")
        }
        return lease
    }

    /// `64KiB`, `1MiB`, in bytes; more than zero and at most 512 MiB, since a body is held in memory.
    static func size(_ text: String) throws(Misreading) -> Int {
        try size(text, atMost: "512MiB", 512 << 20)
    }

    /// Memory of many requests: like `size`, up to that of a large machine.
    static func memory(_ text: String) throws(Misreading) -> Int {
        try size(text, atMost: "1024GiB", 1024 << 30)
    }

    private static func size(_ text: String, atMost shown: String, _ most: Int) throws(Misreading) -> Int {
        let (digits, unit) = split(text)
        guard let number = Int(digits), let row = sizes.first(where: { $0.unit == unit }) else {
            let known = sizes.map { (unit: $0.unit, others: $0.others) }
            throw .expected("a size such as '64KiB' or '1MiB'", help: correction(digits, unit, plain: "B", known))
        }
        guard number > 0 else { throw .refused("a size must be greater than zero") }
        guard number <= most / row.bytes else {
            throw .refused("\(text.quoted) is too large", help: "at most \(shown)")
        }
        return number * row.bytes
    }

    /// A whole number from 1 to a million.
    static func count(_ text: String) throws(Misreading) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit) else {
            throw .expected("a whole number such as '8'")
        }
        guard let number = Int(text), number <= 1_000_000 else {
            throw .refused("\(text.quoted) is too large", help: "at most 1000000")
        }
        guard number > 0 else { throw .refused("the number must be at least 1") }
        return number
    }

    /// A JSON number.
    static func number(_ text: String) throws(Misreading) -> DecimalNumber {
        guard let number = DecimalNumber(text) else {
            throw .expected("a number such as '10', '-2.5' or '1e6'")
        }
        return number
    }

    /// `10s..1h`: two durations, the first not longer than the second.
    static func durations(_ text: String) throws(Misreading) -> ClosedRange<Duration> {
        let expected = Misreading.expected("two durations such as '10s..1h'")
        guard let dots = text.firstRange(of: "..") else { throw expected }
        let first: Duration
        let last: Duration
        do {
            first = try duration(String(text[..<dots.lowerBound]))
            last = try duration(String(text[dots.upperBound...]))
        } catch .expected {
            throw expected
        }
        guard first <= last else {
            throw .refused(
                "the shortest wait is longer than the longest",
                help: "did you mean '\(text[dots.upperBound...])..\(text[..<dots.lowerBound])'?")
        }
        return first...last
    }

    /// `100/s`, `100/m`, `100/h`. The burst is the count until `burst` sets it.
    static func rate(_ text: String) throws(Misreading) -> RateLimit {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = durations.first(where: { $0.unit == parts[1] }),
            ["s", "m", "h"].contains(unit.unit), Int(parts[0]) != nil
        else {
            throw .expected("a rate such as '100/s'")
        }
        let number = try count(String(parts[0]))
        return RateLimit(count: number, period: unit.duration, burst: number)
    }

    /// Permission bits as chmod(1) takes them: `0660`.
    static func mode(_ text: String) throws(Misreading) -> UInt32 {
        guard (3...4).contains(text.utf8.count), let mode = UInt32(text, radix: 8), mode <= 0o777, text.first != "+"
        else {
            throw .expected("permission bits such as '0660'")
        }
        return mode
    }

    private static func split(_ text: String) -> (digits: String, unit: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return (String(digits), String(text.dropFirst(digits.count)))
    }

    private static func correction(
        _ digits: String, _ unit: String, plain: String, _ known: [(unit: String, others: [String])]
    ) -> String? {
        guard !digits.isEmpty else { return nil }
        if unit.isEmpty { return "did you mean '\(digits)\(plain)'?" }
        let word = unit.lowercased().drop(while: \.isWhitespace)
        let meant = known.first { $0.unit.lowercased() == word || $0.others.contains(String(word)) }
        return meant.map { "did you mean '\(digits)\($0.unit)'?" }
    }
}
