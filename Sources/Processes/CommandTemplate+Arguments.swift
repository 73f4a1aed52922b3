package import Formats
package import Values

extension CommandTemplate {
    /// MAX_ARG_STRLEN of execve(2), less the final NUL.
    static let longestArgument = (128 << 10) - 1

    /// The program and its arguments for a payload: each word stays one argument, whatever the values hold.
    ///
    /// A string stands without quotes, a number as it stands in the payload, an object or array as JSON.
    ///
    /// - Parameter payload: where the values come from.
    /// - Returns: as many words as the template has.
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
