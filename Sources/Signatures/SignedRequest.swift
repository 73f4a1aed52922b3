package import Formats
package import Values

/// What a provider looks at.
package struct SignedRequest: Sendable, Equatable {
    /// The header.
    package let fields: HeaderFields
    /// What stands behind `?`, as it was sent; nil if there is none.
    package let query: String?
    /// The body, byte for byte.
    package let body: [UInt8]

    /// Puts a request together.
    package init(fields: HeaderFields, query: String? = nil, body: [UInt8]) {
        self.fields = fields
        self.query = query
        self.body = body
    }
}

/// What a request says has happened.
package struct Event: Sendable, Equatable {
    /// The event's name, as the provider spelled it.
    package let name: String
    /// The payload, read.
    package let payload: JSONValue
    /// The provider's own id, the same whenever it sends this event again; nil if it has none.
    package let id: String?
    /// The payload's bytes where they are not the whole body of the request.
    package let body: [UInt8]?
    /// What else tells the event from others, where a sender can change the id without breaking the signature: equal for
    /// equal signed bytes (``Provider/signatureMark(of:)``); nil where the id is enough.
    package private(set) var signatureMark: [UInt8]?
    /// How many events a request may tell of: they are written in one transaction, which others wait for.
    package static let mostInRequest = 1000

    /// Puts an event together.
    package init(name: String, payload: JSONValue, id: String? = nil, body: [UInt8]? = nil) {
        self.name = name
        self.payload = payload
        self.id = id
        self.body = body
    }

    /// The same event, as one of a request whose signature holds.
    ///
    /// - Parameters:
    ///   - mark: of the request; nil where the id is enough.
    ///   - position: the event's place in the request, counted from 0.
    /// - Returns: the event with a mark of its own.
    package func marked(by mark: [UInt8]?, at position: Int) -> Event {
        var event = self
        event.signatureMark = mark.map { $0 + Array(" \(position)".utf8) }
        return event
    }
}

/// A text that is answered with 200, since the provider's documentation asks for it.
package struct FixedReply: Sendable, Equatable {
    /// The whole body of the answer.
    package let text: String

    /// Makes an answer.
    package init(_ text: String) {
        self.text = text
    }
}

extension SignedRequest {
    /// The value of a field that must stand there once.
    func value(of field: String) throws(Rejection) -> String {
        let values = fields[all: field]
        guard let value = values.first else { throw .signatureMissing }
        guard values.count == 1 else { throw .signatureMalformed }
        return value
    }

    /// The bytes of a field that must stand there once, behind its prefix.
    func signature(
        in field: String, prefix: String = "", as encoding: SignatureEncoding = .hexadecimal
    ) throws(Rejection) -> [UInt8] {
        let value = try value(of: field)
        guard let text = value.text(after: prefix), let bytes = encoding.bytes(of: text) else {
            throw .signatureMalformed
        }
        return bytes
    }

    /// Every value of a parameter of the query, decoded; those that cannot be decoded count as empty.
    func parameters(named name: String) -> [String] {
        (query ?? "").split(separator: "&").compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard PercentEncoding.formText(halves[0].utf8)?.hasBytes(of: name) == true else { return nil }
            return halves.count > 1 ? PercentEncoding.formText(halves[1].utf8) ?? "" : ""
        }
    }

    /// Whether the header says that the body is of this type, with any parameters. No signature covers that: ask only where
    /// none covers the body either.
    func isBody(of type: String) -> Bool {
        let value = fields["content-type"]?.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
        return String(value.filter { $0 != " " && $0 != "\t" }).equalsIgnoringCase(type)
    }
}

extension StringProtocol {
    /// The bytes that this value of a header may have been sent as: in UTF-8, and in ISO 8859-1 where that differs and has
    /// all its characters. RFC 9110 §5.5 leaves open which of them a sender uses.
    var sentBytes: [[UInt8]] {
        if utf8.allSatisfy({ $0 < 0x80 }) || unicodeScalars.contains(where: { $0.value > 0xFF }) {
            return [Array(utf8)]
        }
        return [Array(utf8), unicodeScalars.map { UInt8($0.value) }]
    }
}
