extension String {
    /// The width on a terminal, counted as in wcwidth(3): East Asian wide characters and emoji take two columns, combining
    /// characters none. Where terminals disagree, as about joined emoji, it may be off by a column.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// Appends spaces up to `width` columns.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns))
    }

    /// At most `width` columns; an ellipsis replaces what is cut.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        return (pieces(of: max(0, width - 1)).first ?? "") + "…"
    }

    /// At least one piece of at most `width` columns, but at least one character.
    func pieces(of width: Int) -> [String] {
        var pieces = [""]
        var used = 0
        for character in self {
            if used + character.columns > width, used > 0 {
                pieces.append("")
                used = 0
            }
            if width <= 0 { break }
            pieces[pieces.count - 1].append(character)
            used += character.columns
        }
        return pieces
    }

    /// Wraps the text at spaces, if possible, to lines of at most `width` columns; all but the first are indented. A nil
    /// width wraps nothing.
    func wrapped(to width: Int?, indent: Int) -> String {
        guard let width, width > indent + 10, columns > width else { return self }
        var words = split(separator: " ", omittingEmptySubsequences: false).map(String.init)[...]
        let margin = words.prefix(while: \.isEmpty).count
        words = words.dropFirst(margin)
        var lines: [String] = []
        var line = String(repeating: " ", count: margin) + (words.popFirst() ?? "")
        for word in words {
            let room = width - (lines.isEmpty ? 0 : indent)
            if line.columns + 1 + word.columns <= room {
                line += " " + word
            } else if word.columns <= width - indent {
                lines.append(line)
                line = word
            } else {
                // A word longer than any line begins on this one, if there is some room.
                let pieces = room - line.columns < 10 ? [line, word] : "\(line) \(word)".pieces(of: room)
                lines.append(pieces[0])
                let rest = pieces.dropFirst().joined().pieces(of: width - indent)
                lines += rest.dropLast()
                line = rest[rest.count - 1]
            }
        }
        return (lines + [line]).joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}

extension Character {
    fileprivate var columns: Int {
        let scalars = unicodeScalars
        // An emoji with its modifiers is one picture, and so is a pair of letters that make a flag.
        if scalars.contains(where: { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }) { return 2 }
        return scalars.reduce(0) { $0 + $1.columns }
    }
}

extension Unicode.Scalar {
    /// East Asian Width W and F, in the coarse blocks of <https://www.cl.cam.ac.uk/~mgk25/ucs/wcwidth.c>.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    fileprivate var columns: Int {
        if isASCII { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        // Hangul vowels and final consonants share the cell of the first consonant.
        if (0x1160...0x11FF).contains(value) { return 0 }
        return Self.wide.contains { $0.contains(value) } ? 2 : 1
    }
}
