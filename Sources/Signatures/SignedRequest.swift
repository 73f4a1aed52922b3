package import Formats
package import Values

/// The parts of a request that a provider reads.
package struct SignedRequest: Sendable, Equatable {
    package let fields: HeaderFields
    /// The query after `?`, as sent; nil if there is none.
    package let query: String?
    /// The raw body.
    package let body: [UInt8]

    package init(fields: HeaderFields, query: String? = nil, body: [UInt8]) {
        self.fields = fields
        self.query = query
        self.body = body
    }
}

/// An event that a request reports.
package struct Event: Sendable, Equatable {
    /// As the provider spells it.
    package let name: String
    package let payload: JSONValue
    /// The provider's own id, the same for every retry; nil if it has none.
    package let id: String?
    /// The payload's bytes if they are not the whole body of the request.
    package let body: [UInt8]?
    /// Identifies the event beside its id, if a sender can change the id without breaking the signature. Equal for
    /// equal signed bytes (``Provider/signatureMark(of:)``); nil if the id is enough.
    package private(set) var signatureMark: [UInt8]?
    /// Maximum number of events in a request: they are written in one transaction, which delays others.
    package static let mostInRequest = 1000

    package init(name: String, payload: JSONValue, id: String? = nil, body: [UInt8]? = nil) {
        self.name = name
        self.payload = payload
        self.id = id
        self.body = body
    }

    /// The same event, with the mark of its verified request.
    ///
    /// - Parameters:
    ///   - mark: of the request; nil if the id is enough.
    ///   - position: the event's index in the request, from 0.
    /// - Returns: the event with its own mark.
    package func marked(by mark: [UInt8]?, at position: Int) -> Event {
        var event = self
        event.signatureMark = mark.map { $0 + Array(" \(position)".utf8) }
        return event
    }
}

/// The body of a 200 that the provider's documentation asks for.
package struct FixedReply: Sendable, Equatable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension SignedRequest {
    /// The value of a field that must occur exactly once.
    func value(of field: String) throws(Rejection) -> String {
        let values = fields[all: field]
        guard let value = values.first else { throw .signatureMissing }
        guard values.count == 1 else { throw .signatureMalformed }
        return value
    }

    /// The signature after the prefix in a field that must occur exactly once.
    func signature(
        in field: String, prefix: String = "", as encoding: SignatureEncoding = .hexadecimal
    ) throws(Rejection) -> [UInt8] {
        let value = try value(of: field)
        guard let text = value.text(after: prefix), let bytes = encoding.bytes(of: text) else {
            throw .signatureMalformed
        }
        return bytes
    }

    /// All values of a query parameter, decoded; invalid encodings count as empty.
    func parameters(named name: String) -> [String] {
        (query ?? "").split(separator: "&").compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard PercentEncoding.formText(halves[0].utf8)?.hasBytes(of: name) == true else { return nil }
            return halves.count > 1 ? PercentEncoding.formText(halves[1].utf8) ?? "" : ""
        }
    }

    /// Whether the content type is this one, with any parameters. No signature covers the header: use this only if none
    /// covers the body either.
    func isBody(of type: String) -> Bool {
        let value = fields["content-type"]?.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
        return String(value.filter { $0 != " " && $0 != "\t" }).equalsIgnoringCase(type)
    }
}

extension StringProtocol {
    /// The bytes as which this header's value may have been sent: UTF-8, and ISO 8859-1 if that differs and has all its
    /// characters. RFC 9110 §5.5 leaves the encoding open.
    var sentBytes: [[UInt8]] {
        if utf8.allSatisfy({ $0 < 0x80 }) || unicodeScalars.contains(where: { $0.value > 0xFF }) {
            return [Array(utf8)]
        }
        return [Array(utf8), unicodeScalars.map { UInt8($0.value) }]
    }
}
