/// The names of one object, to find duplicates.
struct MemberNames {
    /// Up to this many are compared one by one, which is faster than a table.
    private static let few = 8

    private var first: [String] = []
    private var table: Set<[UInt8]> = []

    /// Adds a name.
    ///
    /// - Parameter name: unescaped.
    /// - Returns: false if it is there already, byte for byte.
    mutating func insert(_ name: String) -> Bool {
        guard first.count < Self.few else { return table.insert(Array(name.utf8)).inserted }
        guard !first.contains(where: name.hasBytes) else { return false }
        first.append(name)
        if first.count == Self.few { table = Set(first.map { Array($0.utf8) }) }
        return true
    }
}
