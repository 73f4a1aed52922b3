import Formats

extension FieldPath {
    /// The environment variable in which a command finds the value: `PAYLOAD_` and the path in upper snake case.
    ///
    /// `documentId` is `PAYLOAD_DOCUMENT_ID`, `actor.name` is `PAYLOAD_ACTOR_NAME`, `items[0].id` is
    /// `PAYLOAD_ITEMS_0_ID`. A `_` goes before an upper-case letter that follows a lower-case one or a digit, and before
    /// the last letter of an upper-case run that continues in lower case (`HTTPServer` is `HTTP_SERVER`); every
    /// character but ASCII letters and digits becomes `_`.
    package var variableName: String { variableName(behind: "PAYLOAD") }

    /// The same with another prefix.
    package func variableName(behind prefix: String) -> String {
        "\(prefix)_" + steps.map(\.variablePart).joined(separator: "_")
    }
}

extension FieldPath.Step {
    fileprivate var variablePart: String {
        switch self {
        case .member(let name): name.inUpperSnakeCase
        case .item(let index): String(index)
        }
    }
}

extension String {
    /// The text as part of a variable's name: upper snake case, `_` for every character but ASCII letters and digits.
    package var inUpperSnakeCase: String {
        // Scalars, not characters: grapheme boundaries change with the version of Unicode, a name must not.
        let scalars = Array(unicodeScalars)
        return scalars.indices.reduce(into: "") { name, index in
            if beginsWord(at: index, of: scalars) { name += "_" }
            name += scalars[index].isLetterOrDigit ? scalars[index].properties.uppercaseMapping : "_"
        }
    }

    private func beginsWord(at index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        guard index > 0, scalars[index].isUpperCase else { return false }
        let before = scalars[index - 1]
        guard before.isUpperCase else { return before.isLetterOrDigit }
        return index + 1 < scalars.count && scalars[index + 1].isLowerCase
    }
}

extension Unicode.Scalar {
    fileprivate var isUpperCase: Bool { ("A"..."Z").contains(self) }
    fileprivate var isLowerCase: Bool { ("a"..."z").contains(self) }
    fileprivate var isLetterOrDigit: Bool { isUpperCase || isLowerCase || ("0"..."9").contains(self) }
}
