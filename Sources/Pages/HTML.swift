import Formats
import Values

/// Markup. Only literals in this program's source are taken as markup; every interpolated text is escaped. There is no
/// other way to create it:
///
///     let cell: HTML = "<td>\(event)</td>"
///
/// Literals are `StaticString`, which no external text can become. Interpolated text is safe between tags, and within
/// attributes in double quotes: <https://html.spec.whatwg.org/multipage/syntax.html>.
package struct HTML: Sendable, Equatable {
    private var markup: String

    /// In UTF-8.
    package var bytes: [UInt8] { Array(markup.utf8) }

    static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral markup: StaticString) {
        self.markup = markup.description
    }

    package init(stringInterpolation: Interpolation) {
        markup = stringInterpolation.markup
    }

    /// Escapes interpolated text.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            markup += literal.description
        }

        /// Any text: it is escaped.
        package mutating func appendInterpolation(_ text: String) {
            for scalar in text.unicodeScalars { append(scalar) }
        }

        package mutating func appendInterpolation(_ number: Int) {
            markup += String(number)
        }

        package mutating func appendInterpolation(_ html: HTML) {
            markup += html.markup
        }

        package mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { markup += part.markup }
        }

        private mutating func append(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            default:
                if let form = scalar.visibleForm { markup += form } else { markup.unicodeScalars.append(scalar) }
            }
        }
    }
}

extension HTML {
    /// External bytes for a `pre` element: line breaks are kept, and control characters are made visible and marked.
    ///
    /// - Parameter bytes: from a sender or a command; invalid UTF-8 becomes U+FFFD.
    init(preformatted bytes: some Collection<UInt8>) {
        var parts: [HTML] = []
        var plain = ""
        var forms = ""
        func flush() {
            if !plain.isEmpty { parts.append(HTML(lines: plain)) }
            if !forms.isEmpty { parts.append("<span class=\"control\">\(forms)</span>") }
            (plain, forms) = ("", "")
        }
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if let form = scalar.visibleForm, scalar != "\t", scalar != "\n" {
                forms += form
            } else {
                if !forms.isEmpty { flush() }
                plain.unicodeScalars.append(scalar)
            }
        }
        flush()
        self = "\(parts)"
    }

    private init(lines text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var parts: [HTML] = []
        for (position, line) in lines.enumerated() {
            if position > 0 { parts.append("\n") }
            for (place, piece) in line.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
                if place > 0 { parts.append("\t") }
                parts.append("\(String(piece))")
            }
        }
        self = "\(parts)"
    }
}
