import Formats

/// The header fields of a request, in the order of arrival.
package struct HeaderFields: Sendable, Equatable {
    /// One line of the header: the name as it came, the value without the white space around it.
    package struct Field: Sendable, Equatable {
        /// As it was sent; names compare without regard to case.
        package let name: String
        /// Latin-1 bytes outside ASCII are kept as the scalars of the same number (RFC 9110 §5.5).
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, repeated ones included.
    package private(set) var fields: [Field]

    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    package mutating func append(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Every value of the fields called `name`, in order; case does not matter.
    package subscript(all name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// The value of the one field called `name`; nil if there is none, or more than one.
    package subscript(name: String) -> String? {
        let values = self[all: name]
        return values.count == 1 ? values.first : nil
    }
}
