package import Values

extension Configuration {
    /// The same as a configuration file, with every default filled in.
    ///
    /// Read again, it says the same, apart from the keys: of these it says only how many there are.
    package var text: String {
        GlobalBlock.table.lines(of: self).map { $0.hasSuffix("\n}") ? "\n\($0)\n" : "\($0)\n" }.joined()
    }
}

extension CommandTemplate {
    /// The words as the configuration has them.
    package var text: String { words.map(\.text).joined(separator: " ") }
}

extension Condition {
    /// What follows `when` in a configuration.
    package var text: String { text(value: \.asValue, pattern: \.asWord) }
}

extension CommandTemplate.Word {
    fileprivate var text: String {
        let pieces = parts.map { part in
            switch part {
            case .text(let text): (plain: text.replacing("{", with: "\\{"), quoted: text.escapedInQuotes(brace: "\\{"))
            case .field(let path): (plain: "{\(path)}", quoted: "{\(path)}")
            }
        }
        let isPlain = parts.allSatisfy { part in
            guard case .text(let text) = part else { return true }
            return text.isPlainWord && !text.contains("\\")
        }
        return isPlain ? pieces.map(\.plain).joined() : "\"\(pieces.map(\.quoted).joined())\""
    }
}

extension String {
    /// The text as one word of a configuration, quoted where it must be.
    package var asWord: String {
        isPlainWord && !contains("{") ? self : "\"\(escapedInQuotes(brace: "{"))\""
    }

    /// The same for a word in which `\{` is a brace, as in a command, a value that is compared, or a reply.
    package var asValue: String {
        isPlainWord && !contains("{") ? self : "\"\(escapedInQuotes(brace: "\\{"))\""
    }

    /// Whether the lexer would read it as one word without quotes. Rather too strict than too lenient.
    fileprivate var isPlainWord: Bool {
        !isEmpty && self != "}" && !contains(",")
            && unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0 != "\"" && $0 != "#" && $0 != "'" }
            && unicodeScalars.allSatisfy { $0 != "\\" && $0.value != 0x7F }
    }

    fileprivate func escapedInQuotes(brace: String) -> String {
        reduce(into: "") { text, character in
            switch character {
            case "\"", "\\": text += "\\\(character)"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "{": text += brace
            default: text.append(character)
            }
        }
    }
}

extension Int {
    /// A number of bytes as `max-body` takes it.
    var textAsSize: String {
        let units = [("MiB", 1 << 20), ("KiB", 1 << 10)]
        let unit = units.first { self % $0.1 == 0 }
        return unit.map { "\(self / $0.1)\($0.0)" } ?? "\(self)B"
    }
}
