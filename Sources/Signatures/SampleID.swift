import Formats
import Values

/// Ids for the requests of `send`, derived from payload and time: the same payload later is another delivery.
enum SampleID {
    /// In the format of a UUID.
    static func uuid(of payload: [UInt8], at moment: Timestamp) -> String {
        let digits = hexadecimal(of: payload, at: moment)
        var groups: [Substring] = []
        var rest = Substring(digits)
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return groups.joined(separator: "-")
    }

    /// 32 hexadecimal digits.
    static func hexadecimal(of payload: [UInt8], at moment: Timestamp) -> String {
        Array(Fingerprint.of([payload, Array(String(moment.milliseconds).utf8)]).prefix(16)).hexadecimal
    }
}
