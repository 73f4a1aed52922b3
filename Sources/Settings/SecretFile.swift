package enum SecretFile {
    /// In bytes. A key has some tens; a longer file is the wrong one.
    package static let longest = 65_536

    /// The key in a file of this content: one trailing newline is stripped.
    package static func key(in bytes: [UInt8]) -> [UInt8] {
        guard bytes.last == .lineFeed else { return bytes }
        return bytes.dropLast(bytes.suffix(2).first == .carriageReturn ? 2 : 1)
    }
}
