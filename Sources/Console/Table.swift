/// Rows for people: columns as wide as their widest cell, two spaces between them, no space at the line's end.
struct Table: Sendable {
    private let header: [String]
    private var rows: [[String]] = []

    /// Makes a table; the header is shown only if there are rows.
    init(_ header: String...) {
        self.header = header
    }

    /// Adds a row of as many cells as the header has.
    mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    /// The lines, each with its end.
    var text: String {
        guard !rows.isEmpty else { return "" }
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            return String(padded.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
