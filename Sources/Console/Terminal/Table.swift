/// Rows for people: columns as wide as their widest cell, two spaces between them, no trailing space.
struct Table: Sendable {
    private let header: [String]
    private var rows: [[String]] = []
    /// Wide enough for every cell so far, so that later rows stay aligned.
    private var widths: [Int]
    /// Columns to cut if a line is too long, in that order, and the width that each keeps.
    private let cuttable: [(column: Int, rest: Int)]
    private var hasHeader = false

    /// The header is shown only with rows.
    init(_ header: String..., cutting cuttable: [(column: Int, rest: Int)] = []) {
        self.header = header
        self.cuttable = cuttable
        widths = header.map(\.columns)
    }

    /// Takes as many cells as the header has.
    mutating func add(_ cells: String...) {
        rows.append(cells)
        widths = zip(widths, cells).map { max($0, $1.columns) }
    }

    /// Width of an uncut line.
    var columns: Int { widths.reduce(0, +) + 2 * (widths.count - 1) }

    var text: String { lines(fitting: nil) }

    /// Cuts cells so that a line fits into `width` columns, if possible; nil cuts nothing.
    func lines(fitting width: Int?) -> String {
        guard !rows.isEmpty else { return "" }
        let widths = widths(fitting: width)
        return ((hasHeader ? [] : [header]) + rows).map { Self.line(of: $0, widths) }.joined()
    }

    /// The lines since the last call; the first call includes the header.
    mutating func newLines(fitting width: Int?) -> String {
        defer {
            hasHeader = hasHeader || !rows.isEmpty
            rows = []
        }
        return lines(fitting: width)
    }

    private func widths(fitting width: Int?) -> [Int] {
        guard let width else { return widths }
        var widths = widths
        var excess = columns - width
        for (column, rest) in cuttable where excess > 0 {
            let gone = min(excess, max(0, widths[column] - rest))
            widths[column] -= gone
            excess -= gone
        }
        return widths
    }

    private static func line(of cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { $0.cut(to: $1).padded(to: $1) }.joined(separator: "  ")
        return String(padded.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
}
