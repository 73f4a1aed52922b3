/// A key that never prints: it has no text form, and logs and errors cannot show it by accident.
public struct Secret: Sendable, Equatable {
    /// The key's bytes, for the HMAC alone.
    public let bytes: [UInt8]

    /// Wraps a key.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<secret>`.
    public var description: String { "<secret>" }
    /// `<secret>`.
    public var debugDescription: String { description }
    /// Nothing: `dump` shows no bytes either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
