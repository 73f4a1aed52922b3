/// A value of JSON, as RFC 8259 defines it, with the order of members and the text of numbers kept.
package enum JSONValue: Sendable, Equatable {
    /// Members in order, with unique names.
    case object([Member])
    /// Items in order.
    case array([JSONValue])
    /// A text, unescaped.
    case string(String)
    /// A number as the text has it, with every digit.
    case number(String)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// A name and its value in an object.
    package struct Member: Sendable, Equatable {
        /// The name, unescaped.
        package let name: String
        /// Its value.
        package let value: JSONValue

        /// Makes a member.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member called `name`; nil if this is not an object, or has no such member.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.hasBytes(of: name) }?.value
    }

    /// The item at `index`, counted from 0; nil if this is not an array, or is shorter.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// The text of a string, a number or a Boolean; nil for null, objects and arrays.
    package var scalar: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .object, .array: nil
        }
    }
}

extension JSONValue {
    /// The value as JSON text on one line.
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .object(let members):
            text += "{"
            for (position, member) in members.enumerated() {
                text += position == 0 ? "" : ","
                Self.string(member.name).write(to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        case .array(let items):
            text += "["
            for (position, item) in items.enumerated() {
                text += position == 0 ? "" : ","
                item.write(to: &text)
            }
            text += "]"
        case .string(let string): text += string.quotedForJSON
        case .number(let number): text += number
        case .bool(let flag): text += flag ? "true" : "false"
        case .null: text += "null"
        }
    }

    /// A whole number.
    package static func integer(_ number: some BinaryInteger) -> JSONValue {
        .number(String(number))
    }
}

extension String {
    /// In quotes, with everything escaped that could move a terminal's cursor or turn its text around.
    fileprivate var quotedForJSON: String {
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.isInvisible:
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    let digits = String(unit, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
