import Formats
import Values

/// Options that curl(1) reads from standard input: arguments would be visible to every user.
struct CurlConfiguration: Sendable, Equatable {
    private(set) var text = ""

    mutating func add(_ option: StaticString) {
        text += "\(option)\n"
    }

    /// Adds a header field. An empty value is written `Name;`, since `Name:` would remove the field.
    mutating func add(_ option: StaticString, _ field: HeaderFields.Field) {
        add(option, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }

    /// Adds an option with any value.
    ///
    /// Within quotes, curl has the escapes `\\`, `\"`, `\t`, `\n`, `\r` and `\v`. It still reads line by line: an unescaped
    /// newline would begin another option. A NUL byte would end the line and cannot be escaped; URLs and JSON have none.
    mutating func add(_ option: StaticString, _ value: String) {
        precondition(!value.utf8.contains(0), "a NUL byte in a value for curl")
        let quoted = value.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{B}": text += "\\v"
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\(option) = \"\(quoted)\"\n"
    }
}
