/// The header fields of a request, in the order in which they came.
public struct HeaderFields: Sendable, Equatable {
    /// One line of the header: the name as it came, the value without the white space around it.
    public struct Field: Sendable, Equatable {
        /// As it was sent; names compare without regard to case.
        public let name: String
        /// Latin-1 bytes outside ASCII are kept as the scalars of the same number (RFC 9110 §5.5).
        public let value: String

        /// Makes a field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields, repeated ones included.
    public private(set) var fields: [Field]

    /// Makes a header of these fields.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// Adds a field at the end.
    public mutating func append(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Every value of the fields called `name`, in order; case does not matter.
    public subscript(all name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// The value of the one field called `name`; nil if there is none, or more than one.
    public subscript(name: String) -> String? {
        let values = self[all: name]
        return values.count == 1 ? values.first : nil
    }
}

extension String {
    /// Compares ASCII letters without regard to case, as header names are (RFC 9110 §5.1).
    public func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension UInt8 {
    /// The byte as a lower-case letter if it is an upper-case one of ASCII.
    public var lowercasedASCII: UInt8 {
        (0x41...0x5A).contains(self) ? self | 0x20 : self
    }
}
