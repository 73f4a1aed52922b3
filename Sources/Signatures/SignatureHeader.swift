/// A header such as `t=1492774577,v1=5257a8…,v1=6ffbb5…`: keys and values, some of them several times.
struct SignatureHeader {
    private let items: [(key: Substring, value: Substring)]

    /// Reads it; nil if an item is no pair. Blanks after a comma are passed over.
    init?(_ text: String) {
        var items: [(Substring, Substring)] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = item.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { return nil }
            items.append((pair[0], pair[1]))
        }
        self.items = items
    }

    /// The value of a key that must stand there once; nil otherwise.
    func only(_ key: String) -> String? {
        let values = items.filter { $0.key == key }
        return values.count == 1 ? values.first.map { String($0.value) } : nil
    }

    /// The signatures under these keys that can be read as such.
    func signatures(_ keys: String...) -> [[UInt8]] {
        items.filter { keys.contains(String($0.key)) }.compactMap { [UInt8](hexadecimal: String($0.value)) }
    }
}
