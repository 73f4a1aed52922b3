/// An error or a warning about a configuration file, and its place.
package struct Diagnostic: Error, Sendable, Equatable {
    /// An error prevents the start; a warning is shown by `check` and logged by `serve`.
    package enum Severity: String, Sendable {
        case error, warning
    }

    /// Another place that matters, such as the one where a directive was first given.
    package struct Note: Sendable, Equatable {
        /// Path as the user wrote it.
        package let file: String
        /// Counted from 1.
        package let line: Int
        /// Counted from 1, in characters.
        package let column: Int
        package let message: String

        /// `file:line:column: note: message`.
        package var rendered: String { "\(file.printable):\(line):\(column): note: \(message)" }
    }

    package var severity = Severity.error
    /// Path as the user wrote it, so that an editor can jump there.
    package let file: String
    /// Counted from 1; 0 if it is about the file as a whole.
    package let line: Int
    /// Counted from 1, in characters, not bytes.
    package let column: Int
    /// In characters.
    package let length: Int
    /// Lower case, without a full stop.
    package let message: String
    /// The remedy.
    package var help: String?
    package var notes: [Note] = []
    /// The source line with secrets hidden; nil if there is none.
    package var sourceLine: String?

    package var rendered: String { rendered(sourceLine: sourceLine) }

    /// The text for a terminal: `file:line:column: error: message`, the line, a marker under it, and the notes.
    package func rendered(sourceLine: String?) -> String {
        let place = line > 0 ? "\(file.printable):\(line):\(column)" : file.printable
        let heading = "\(place): \(severity.rawValue): \(message)"
        return ([heading] + excerpt(sourceLine) + notes.map(\.rendered)).joined(separator: "\n")
    }

    private static let longestExcerpt = 200

    private func excerpt(_ sourceLine: String?) -> [String] {
        let number = String(line)
        let gutter = String(repeating: " ", count: max(5, number.count)) + " | "
        guard let sourceLine, line > 0 else { return help.map { [gutter + $0] } ?? [] }
        // Of a very long line only the surroundings of the place are shown.
        let skipped = column > Self.longestExcerpt / 2 && sourceLine.count > Self.longestExcerpt ? column - 40 : 0
        let shown = sourceLine.dropFirst(skipped).prefix(Self.longestExcerpt)
        // A tab before the marker stays a tab, so the marker lines up whatever the tab width.
        let indent = shown.prefix(column - skipped - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        let marker = "^" + String(repeating: "~", count: max(0, min(length, Self.longestExcerpt / 2) - 1))
        return [
            "\(gutter.dropLast(3 + number.count))\(number) | \(shown)",
            "\(gutter)\(indent)\(marker)\(help.map { " \($0)" } ?? "")",
        ]
    }
}
