package import Formats

/// How a provider signs that this program does not know by name: the block of `provider custom`.
package struct CustomScheme: Sendable, Equatable {
    /// The hash under the HMAC.
    package enum Algorithm: String, Sendable, CaseIterable {
        /// SHA-256.
        case sha256
        /// SHA-512.
        case sha512
        /// None: the header holds the secret itself.
        case token
    }

    /// How the signature is written.
    package enum Encoding: String, Sendable, CaseIterable {
        /// Hexadecimal digits, either letter case.
        case hex
        /// Base64 with padding.
        case base64
    }

    /// Where a value stands.
    package enum Place: Sendable, Equatable {
        /// In a header field.
        case header(String)
        /// In the payload.
        case field(FieldPath)
        /// Nowhere: it is always this.
        case always(String)
    }

    /// The header field with the signature. The empty name is nobody's, so that a scheme without one lets nothing in.
    package var header = ""
    /// The hash under the HMAC.
    package var algorithm = Algorithm.sha256
    /// How the signature is written.
    package var encoding = Encoding.hex
    /// What stands before the signature.
    package var prefix = ""
    /// What is signed.
    package var signed = SignedText.body
    /// Where the event's name stands.
    package var event = Place.field(FieldPath([.member("event")]))
    /// Where the provider's own id of a delivery stands; nil where it sends none.
    package var id: Place?
    /// Where the time of signing stands; nil where there is none.
    package var timestamp: Place?

    /// A scheme that lets nothing in, to be filled.
    package init() {}

    /// Whether the signature covers the time: in the signed text, or in the body.
    package var signsTime: Bool {
        guard algorithm != .token else { return false }
        return switch timestamp {
        case nil, .always?: false
        case .field?: true
        case .header?: signed.parts.contains(.timestamp)
        }
    }
}

/// What a provider signs, as a text with gaps: `{timestamp}.{body}`.
package struct SignedText: Sendable, Equatable {
    /// A piece of it.
    package enum Part: Sendable, Equatable {
        /// These characters.
        case text(String)
        /// The body, byte for byte.
        case body
        /// The time, as it was sent.
        case timestamp
        /// The delivery's id, as it was sent.
        case id
    }

    /// The pieces in order.
    package let parts: [Part]

    /// The body alone.
    package static let body = SignedText(parts: [.body])

    private init(parts: [Part]) {
        self.parts = parts
    }

    /// Reads `{id}.{timestamp}.{body}`; nil if another name, or none, stands between braces.
    package init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let brace = rest.firstIndex(where: { "{}".contains($0) }) {
            if brace > rest.startIndex { parts.append(.text(String(rest[..<brace]))) }
            guard let gap = Self.gaps.first(where: { rest[brace...].hasPrefix("{\($0.name)}") }) else { return nil }
            parts.append(gap.part)
            rest = rest[brace...].dropFirst(gap.name.count + 2)
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
    }

    private static let gaps: [(name: String, part: Part)] = [
        ("body", .body), ("timestamp", .timestamp), ("id", .id),
    ]
}

extension SignedText: CustomStringConvertible {
    /// As it stands in a configuration.
    package var description: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .body: "{body}"
            case .timestamp: "{timestamp}"
            case .id: "{id}"
            }
        }.joined()
    }
}

extension CustomScheme.Place: CustomStringConvertible {
    /// As it stands in a configuration: `header X-Event`, `.event`.
    package var description: String {
        switch self {
        case .header(let name): "header \(name)"
        case .field(let path): path.description
        case .always(let text): "always \(text)"
        }
    }
}
