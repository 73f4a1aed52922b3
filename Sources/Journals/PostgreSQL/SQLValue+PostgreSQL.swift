#if PostgreSQL
/// The server's binary format.
extension SQLValue {
    /// The number of its type: <https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat>.
    var type: UInt32 {
        switch self {
        case .integer: 20
        case .text: 25
        case .blob: 17
        case .integers: 1016
        case .texts, .storedTexts: 1009
        case .blobs: 1001
        }
    }

    /// The bytes; nil for NULL.
    var bytes: [UInt8]? {
        switch self {
        case .integer(let number): number?.bigEndianBytes
        case .text(let text): (text?.stored.utf8).map { Array($0) }
        case .blob(let blob): blob
        case .integers(let numbers): Self.array(of: 20, numbers.map { $0?.bigEndianBytes })
        case .texts(let texts): Self.array(of: 25, texts.map { ($0?.stored.utf8).map { Array($0) } })
        case .storedTexts(let texts): Self.array(of: 25, texts.map { ($0?.utf8).map { Array($0) } })
        case .blobs(let blobs): Self.array(of: 17, blobs)
        }
    }

    /// An array of one dimension that begins at 1, as array_recv() reads it.
    private static func array(of type: UInt32, _ elements: [[UInt8]?]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + elements.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
        bytes += Int32(elements.isEmpty ? 0 : 1).bigEndianBytes
        bytes += Int32(elements.contains { $0 == nil } ? 1 : 0).bigEndianBytes
        bytes += type.bigEndianBytes
        guard !elements.isEmpty else { return bytes }
        bytes += Int32(elements.count).bigEndianBytes
        bytes += Int32(1).bigEndianBytes
        for element in elements {
            bytes += Int32(element?.count ?? -1).bigEndianBytes
            if let element { bytes += element }
        }
        return bytes
    }
}

extension SQL {
    /// Locks rows of runs until the end of the transaction, in the order of their keys.
    static func lockingRuns(_ keys: [Int64?]) -> SQL {
        "SELECT FROM runs WHERE key = ANY (\(.integers(keys))) ORDER BY key FOR UPDATE"
    }

    /// Gives the statements of this transaction the time that large payloads take.
    static func transferring(_ bytes: Int) -> SQL {
        let limit = PostgreSQLAddress.statementLimit + PostgreSQLConnection.time(toWrite: bytes)
        return "SELECT set_config('statement_timeout', \(.text("\(Int(limit / .milliseconds(1)))")), true)"
    }

    /// For a transaction that survives the end of the server's process at once, and a power loss a moment later.
    static let lazily: SQL = "SET LOCAL synchronous_commit = off"

    /// Rows that are given as one array a column, as a table of this name: `values` of `records`, then `columns`. A column
    /// `n` numbers them if `numbered`.
    static func rows(
        _ name: String, records: [Column] = [], of values: [[SQLValue]] = [],
        _ columns: KeyValuePairs<String, SQLValue>, numbered: Bool = false
    ) -> SQL {
        let names = records.map { "\($0)" } + columns.map(\.key) + (numbered ? ["n"] : [])
        let lists = records.enumerated().map { position, column in column.list(of: values.map { $0[position] }) }
        return """
            unnest(\((lists + columns.map(\.value)).list)) \(raw: numbered ? "WITH ORDINALITY " : "")AS \(raw: name) (
            \(raw: names.joined(separator: ", ")))
            """
    }
}

extension FixedWidthInteger {
    fileprivate var bigEndianBytes: [UInt8] {
        withUnsafeBytes(of: bigEndian) { Array($0) }
    }
}

extension String {
    /// As the server has it. Its texts have no NUL: U+0001 and `0` stand for it, and U+0001 and `1` for U+0001, so that no
    /// two texts become one. What begins equally does so there, too.
    var stored: String {
        guard utf8.contains(where: { $0 < 2 }) else { return self }
        let bytes = utf8.flatMap { $0 < 2 ? [1, $0 + UInt8(ascii: "0")] : [$0] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text that the server has as `bytes`. A U+0001 without `0` or `1` is from an earlier version, and stays.
    init(stored bytes: [UInt8]) {
        guard bytes.contains(1) else {
            self.init(decoding: bytes, as: UTF8.self)
            return
        }
        var plain: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            let sign = rest.first.map { $0 &- UInt8(ascii: "0") }
            if byte == 1, let sign, sign < 2 {
                plain.append(sign)
                rest.removeFirst()
            } else {
                plain.append(byte)
            }
        }
        self.init(decoding: plain, as: UTF8.self)
    }
}
#endif
