/// Text from outside is compared byte by byte.
///
/// Swift's own comparison takes all that looks alike for equal, such as `é` in its two forms, and `K` with the sign for
/// kelvin. Two readers of one payload must not see different things in it; and some text takes that comparison minutes: a
/// letter with two hundred thousand accents on it.
extension StringProtocol {
    /// Whether both are the same bytes.
    public func hasBytes(of other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Whether the first bytes are those of `prefix`.
    public func hasFirstBytes(of prefix: some StringProtocol) -> Bool {
        utf8.starts(with: prefix.utf8)
    }
}
