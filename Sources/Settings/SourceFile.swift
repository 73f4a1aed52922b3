/// The text of one configuration file, and where its lines begin.
///
/// A class, so that a `Span` is one reference and two numbers.
final class SourceFile {
    /// As the user wrote it, so that an editor finds it.
    let path: String
    /// UTF-8 without a byte order mark; invalid bytes were reported and are U+FFFD here.
    let bytes: [UInt8]
    private let lineStarts: [Int]
    /// Secrets, which no excerpt shows.
    private var hidden: [Range<Int>] = []
    /// The last known position: the next one often follows on the same line, which may be long.
    private var lastPlace = (offset: 0, line: 1, column: 1)
    private var lastExcerpt: (line: Int, text: String)?

    init(path: String, bytes: [UInt8]) {
        self.path = path
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let repaired = Array(String(decoding: text, as: UTF8.self).utf8)
        self.bytes = repaired
        lineStarts = [0] + repaired.indices.filter { repaired[$0] == .lineFeed }.map { $0 + 1 }
    }

    /// Line and column of a byte, both counted from 1; the column in characters.
    func position(of offset: Int) -> (line: Int, column: Int) {
        let line = lineNumber(at: offset)
        if line != lastPlace.line || offset < lastPlace.offset { lastPlace = (lineStarts[line - 1], line, 1) }
        lastPlace.column += characters(in: lastPlace.offset..<offset)
        lastPlace.offset = offset
        return (line, lastPlace.column)
    }

    /// The characters of a range that are on its first line; at least 1.
    func length(of range: Range<Int>) -> Int {
        let end = lineRange(lineNumber(at: range.lowerBound)).upperBound
        return max(1, characters(in: range.lowerBound..<max(range.lowerBound, min(range.upperBound, end))))
    }

    /// Excerpts show stars in place of these characters.
    func hide(_ range: Range<Int>) {
        hidden.append(range)
        lastExcerpt = nil
    }

    /// Undoes `hide` for what is known not to be a secret.
    func reveal(_ range: Range<Int>) {
        hidden.removeAll { $0.overlaps(range) }
        lastExcerpt = nil
    }

    /// A line for a terminal: one character for each of the file's, no secret, nothing that moves the cursor.
    func excerpt(ofLine number: Int) -> String {
        if let lastExcerpt, lastExcerpt.line == number { return lastExcerpt.text }
        let text = excerpt(number)
        lastExcerpt = (number, text)
        return text
    }

    private func excerpt(_ number: Int) -> String {
        let line = lineRange(number)
        var text = ""
        var offset = line.lowerBound
        for character in String(decoding: bytes[line], as: UTF8.self) {
            let isHidden = hidden.contains { $0.contains(offset) } && !character.isWhitespace
            text += isHidden ? "*" : character == "\t" ? "\t" : String(character).printable
            offset += character.utf8.count
        }
        return text
    }

    /// The offset of the first U+FFFD of a line.
    func offset(ofReplacementInLine number: Int) -> Int? {
        bytes[lineRange(number)].firstRange(of: [0xEF, 0xBF, 0xBD])?.lowerBound
    }

    private func lineRange(_ number: Int) -> Range<Int> {
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
        if end > start, end < bytes.count, bytes[end - 1] == .carriageReturn { end -= 1 }
        return start..<end
    }

    private func characters(in range: Range<Int>) -> Int {
        String(decoding: bytes[range], as: UTF8.self).count
    }

    /// The last line that begins at or before `offset`, found by halving.
    private func lineNumber(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }
}

/// A place in a file: what a diagnostic underlines.
struct Span {
    let source: SourceFile
    let range: Range<Int>

    /// The line, as messages of the running program name it: `hookrunner.conf:12`.
    var line: String { "\(source.path):\(source.position(of: range.lowerBound).line)" }
}

extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
}

extension String {
    /// The text with U+FFFD in place of each unprintable character.
    var printable: String {
        String(map { $0.isPrintable ? $0 : "\u{FFFD}" })
    }
}

extension Character {
    private static let unprintable: Set<Unicode.GeneralCategory> = [
        .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
    ]

    /// A joined emoji may contain format characters; alone, one reverses a line or is invisible.
    fileprivate var isPrintable: Bool {
        !unicodeScalars.contains { Self.unprintable.contains($0.properties.generalCategory) }
            && unicodeScalars.first?.properties.generalCategory != .format
    }
}
