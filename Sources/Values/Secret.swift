/// A key that never prints: it has no text form, and logs and errors cannot show it by accident.
package struct Secret: Sendable, Equatable {
    /// Only for the HMAC.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<secret>`.
    package var description: String { "<secret>" }
    /// `<secret>`.
    package var debugDescription: String { description }
    /// Empty, for `dump`.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
