import Formats
import Values

/// Markup. Only what stands in the source of this program becomes markup as it is; every text that is put into it is
/// escaped on the way, and there is no other way in:
///
///     let cell: HTML = "<td>\(event)</td>"
///
/// Literals are `StaticString`, which no text from outside can become. What is put in is safe between tags, and within
/// attributes in double quotes: <https://html.spec.whatwg.org/multipage/syntax.html>.
package struct HTML: Sendable, Equatable {
    private var markup: String

    /// The bytes, in UTF-8.
    package var bytes: [UInt8] { Array(markup.utf8) }

    /// One after the other.
    static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
}

extension HTML: ExpressibleByStringInterpolation {
    /// Markup of the program itself.
    package init(stringLiteral markup: StaticString) {
        self.markup = markup.description
    }

    /// Markup of the program itself, with what was put into it.
    package init(stringInterpolation: Interpolation) {
        markup = stringInterpolation.markup
    }

    /// Puts markup together.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        /// As the compiler calls it.
        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        /// Markup of the program itself.
        package mutating func appendLiteral(_ literal: StaticString) {
            markup += literal.description
        }

        /// A text from anywhere: escaped.
        package mutating func appendInterpolation(_ text: String) {
            for scalar in text.unicodeScalars { append(scalar) }
        }

        /// A number.
        package mutating func appendInterpolation(_ number: Int) {
            markup += String(number)
        }

        /// Markup that was put together in the same way.
        package mutating func appendInterpolation(_ html: HTML) {
            markup += html.markup
        }

        /// One after the other.
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
    /// Bytes from outside as they are to be read: lines stay lines, and what does not show is made visible and marked.
    ///
    /// - Parameter bytes: what a sender or a command has written; what is no UTF-8 shows as U+FFFD.
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
