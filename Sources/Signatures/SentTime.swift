import Formats
import Values

extension Timestamp {
    /// Parses seconds since 1970; rejects anything but decimal digits.
    ///
    /// Schemes join the time and the body to one message. A time with other characters could contain the beginning of
    /// another body, and the signature would be valid for content that was never signed.
    init?(seconds text: some StringProtocol) {
        guard (1...11).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit),
            let seconds = Int64(text)
        else { return nil }
        self.init(milliseconds: seconds * 1000)
    }

    /// Parses seconds or milliseconds since 1970, or RFC 3339: for senders that do not document which.
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

    /// Seconds since 1970, truncated.
    var seconds: Int64 { milliseconds / 1000 }
}
