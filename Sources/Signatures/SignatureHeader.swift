import Formats
import Values

/// A header of keys and values such as `t=1492774577,v1=5257a8…,v1=6ffbb5…`; keys may be repeated.
struct SignatureHeader {
    private let items: [(key: String, value: String)]

    /// Nil if an item is not a pair. Spaces after a comma are ignored.
    init?(_ text: String) {
        var items: [(String, String)] = []
        for item in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let pair = item.drop { $0 == UInt8(ascii: " ") }
                .split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { return nil }
            items.append((String(Substring(pair[0])), String(Substring(pair[1]))))
        }
        self.items = items
    }

    /// The value of a key that occurs exactly once; else nil.
    func only(_ key: String) -> String? {
        let values = items.filter { $0.key.hasBytes(of: key) }
        return values.count == 1 ? values.first?.value : nil
    }

    /// The valid hexadecimal values of these keys.
    func signatures(_ keys: String...) -> [[UInt8]] {
        items.filter { keys.contains(where: $0.key.hasBytes) }.compactMap { [UInt8](hexadecimal: $0.value) }
    }
}
