extension String {
    /// The text with everything escaped that could move a terminal's cursor or forge a log line.
    ///
    /// Control characters, line and paragraph separators, direction overrides and other invisible
    /// format characters become `\n`, `\t`, `\r` or `\u{…}`; a backslash is doubled, so that the form is unambiguous.
    package var escaped: String {
        guard unicodeScalars.contains(where: \.mustBeEscaped) else { return self }
        return unicodeScalars.reduce(into: "") { $0 += $1.mustBeEscaped ? $1.escapeSequence : String($1) }
    }

    /// Bytes from outside as printable text: invalid UTF-8 shows as U+FFFD, control characters are escaped.
    package init(escaping bytes: some Collection<UInt8>) {
        self = String(decoding: bytes, as: UTF8.self).escaped
    }

    /// Bytes from outside for people to read on a terminal: the same, but tabs, line ends and backslashes stay.
    package init(escapingForTerminal bytes: some Collection<UInt8>) {
        self = String(decoding: bytes, as: UTF8.self).unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\n", "\t": text.unicodeScalars.append(scalar)
            default: text += scalar.visibleForm ?? String(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// How a character that does not show by itself, or moves others about, is shown: `\n`, `\u{1b}`; nil for any other.
    package var visibleForm: String? {
        mustBeEscaped && self != "\\" ? escapeSequence : nil
    }

    fileprivate var mustBeEscaped: Bool {
        if isASCII { return value < 0x20 || value == 0x7F || self == "\\" }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            return true
        default:
            return false
        }
    }

    fileprivate var escapeSequence: String {
        switch self {
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(value, radix: 16))}"
        }
    }
}
