import Formats
import Values

extension Timestamp {
    /// Seconds since 1970 in decimal digits, and nothing else.
    ///
    /// Schemes join the time and the body to one text. A time that could hold more than digits could take over a part of
    /// the body, and the signature would hold for what was never signed.
    init?(seconds text: some StringProtocol) {
        guard (1...11).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit),
            let seconds = Int64(text)
        else { return nil }
        self.init(milliseconds: seconds * 1000)
    }

    /// Seconds or milliseconds since 1970 in digits, or RFC 3339: for senders that do not say which.
    init?(sent text: String) {
        if let seconds = Timestamp(seconds: text) {
            self = seconds
        } else if (12...15).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit),
            let milliseconds = Int64(text)
        {
            self.init(milliseconds: milliseconds)
        } else {
            self.init(rfc3339: text)
        }
    }

    /// Seconds since 1970, cut.
    var seconds: Int64 { milliseconds / 1000 }
}
