package import Formats
package import Values

extension CommandTemplate {
    /// MAX_ARG_STRLEN of execve(2) without the final NUL, in bytes.
    static let longestArgument = (128 << 10) - 1

    /// Fills the placeholders: each word stays one argument, whatever the values contain.
    ///
    /// A string is inserted without quotes, a number as the payload spells it, an object or array as JSON.
    ///
    /// - Parameter payload: provides the values.
    /// - Returns: the program and its arguments, as many as the template has words.
    /// - Throws: if a value is missing or cannot be an argument.
    package func arguments(for payload: JSONValue) throws(CommandError) -> [String] {
        var arguments: [String] = []
        for word in words { arguments.append(try word.text(for: payload)) }
        return arguments
    }
}

extension CommandTemplate.Word {
    fileprivate func text(for payload: JSONValue) throws(CommandError) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let fixed): text += fixed
            case .field(let path): text += try value(at: path, in: payload)
            }
        }
        if let first = fields.first, text.hasFirstBytes(of: "-"), !beginsWithDash { throw .unexpectedOption(first) }
        guard text.utf8.count <= CommandTemplate.longestArgument else {
            throw .argumentTooLong(bytes: text.utf8.count)
        }
        return text
    }

    private func value(at path: FieldPath, in payload: JSONValue) throws(CommandError) -> String {
        guard let value = path.value(in: payload), value != .null else { throw .missingField(path) }
        let text = value.scalar ?? value.text
        guard !text.utf8.contains(0) else { throw .nulByte(path) }
        return text
    }
}
