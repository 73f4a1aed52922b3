/// A key that never prints: it has no text form, and logs and errors cannot show it by accident.
package struct Secret: Sendable, Equatable {
    /// The key's bytes, for the HMAC alone.
    package let bytes: [UInt8]

    /// Wraps a key.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<secret>`.
    package var description: String { "<secret>" }
    /// `<secret>`.
    package var debugDescription: String { description }
    /// Nothing: `dump` shows no bytes either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
