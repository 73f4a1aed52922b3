import Formats
import Values

/// What curl(1) reads from its standard input, so that none of it is an argument: those can be read by everybody.
struct CurlConfiguration: Sendable, Equatable {
    /// A line for each option.
    private(set) var text = ""

    /// Adds an option without a value.
    mutating func add(_ option: StaticString) {
        text += "\(option)\n"
    }

    /// Adds a field of the header. One without a value is written `Name;`, since `Name:` would take the field away.
    mutating func add(_ option: StaticString, _ field: HeaderFields.Field) {
        add(option, field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }

    /// Adds an option with this value, whatever is in it.
    ///
    /// Within quotes curl knows a backslash before `\`, `"`, `t`, `n`, `r` and `v`, and reads line by line all the same:
    /// a line end that is not escaped would begin another option. A NUL byte would end the line, and cannot be escaped;
    /// URLs and JSON have none.
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
