import Formats
import Values

/// A header such as `t=1492774577,v1=5257a8…,v1=6ffbb5…`: keys and values, some of them several times.
struct SignatureHeader {
    private let items: [(key: String, value: String)]

    /// Reads it; nil if an item is no pair. Blanks after a comma are passed over.
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

    /// The value of a key that must stand there once; nil otherwise.
    func only(_ key: String) -> String? {
        let values = items.filter { $0.key.hasBytes(of: key) }
        return values.count == 1 ? values.first?.value : nil
    }

    /// The signatures under these keys that can be read as such.
    func signatures(_ keys: String...) -> [[UInt8]] {
        items.filter { keys.contains(where: $0.key.hasBytes) }.compactMap { [UInt8](hexadecimal: $0.value) }
    }
}
