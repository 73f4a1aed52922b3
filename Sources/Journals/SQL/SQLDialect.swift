/// What SQLite and PostgreSQL say in different words.
enum SQLDialect: Sendable {
    case sqlite
    case postgresql

    /// Before the number of a value.
    var placeholder: Character { self == .sqlite ? "?" : "$" }

    /// The function that counts the bytes of a blob.
    var byteCount: String { self == .sqlite ? "length" : "octet_length" }

    /// Equal, or both NULL.
    var isSame: String { self == .sqlite ? "IS" : "IS NOT DISTINCT FROM" }

    /// After a text that is sorted by its bytes.
    var byteOrder: String { self == .sqlite ? "" : #"COLLATE "C""# }

    /// The table `deliveries d` where keys are known: SQLite would take an index that is less selective.
    var deliveriesByKey: SQL { self == .sqlite ? "deliveries d NOT INDEXED" : "deliveries d" }

    func contains(_ list: SQLValue, _ column: String) -> SQL {
        switch self {
        // One parameter, however many values: every statement's text is kept.
        case .sqlite: "\(raw: column) IN (SELECT value FROM json_each(\(list)))"
        case .postgresql: "\(raw: column) = ANY (\(list))"
        }
    }

    /// As an index over events answers it: PostgreSQL's has the first 100 characters.
    func isEvent(_ event: String) -> SQL {
        switch self {
        case .sqlite: "event = \(.text(event))"
        case .postgresql:
            #"left(event, 100) COLLATE "C" = left(\#(.text(event)), 100) AND event = \#(.text(event))"#
        }
    }

    func hasPrefix(_ column: String, _ prefix: String) -> SQL {
        switch self {
        case .sqlite:
            """
            substr(CAST(\(raw: column) AS BLOB), 1, length(CAST(\(.text(prefix)) AS BLOB))) = CAST(\(.text(prefix)) AS BLOB)
            """
        case .postgresql: "starts_with(\(raw: column), \(.text(prefix)))"
        }
    }

    /// The tables and the condition for deliveries whose keys a query `runs` gives, the highest first: in this way each
    /// engine stops when it has enough of them.
    func deliveries(of runs: SQL) -> (tables: SQL, conditions: [SQL]) {
        switch self {
        case .sqlite: (deliveriesByKey, ["d.key IN (\(runs))"])
        case .postgresql: ("(\(runs)) AS r JOIN deliveries d ON d.key = r.delivery", [])
        }
    }
}
