package import Formats

/// How an unknown provider signs: the block of `provider custom`.
package struct CustomScheme: Sendable, Equatable {
    /// The hash under the HMAC.
    package enum Algorithm: String, Sendable, CaseIterable {
        /// SHA-256.
        case sha256
        /// SHA-512.
        case sha512
        /// No hash: the header holds the secret itself.
        case token
    }

    /// How the signature is written.
    package enum Encoding: String, Sendable, CaseIterable {
        /// Hexadecimal digits, either letter case.
        case hex
        /// Base64 with padding.
        case base64
    }

    /// Where a value is.
    package enum Place: Sendable, Equatable {
        /// In this header field.
        case header(String)
        /// In this field of the payload.
        case field(FieldPath)
        /// Not in the request: it is always this.
        case always(String)
    }

    /// Header that carries the signature. Empty by default: a scheme without a header rejects every request.
    package var header = ""
    package var algorithm = Algorithm.sha256
    package var encoding = Encoding.hex
    /// Precedes the signature.
    package var prefix = ""
    package var signed = SignedText.body
    /// The place of the event's name.
    package var event = Place.field(FieldPath([.member("event")]))
    /// The place of the provider's id of a delivery; nil if it sends none.
    package var id: Place?
    /// The place of the time of signing; nil if it sends none.
    package var timestamp: Place?

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

/// The text that a provider signs, with placeholders: `{timestamp}.{body}`.
package struct SignedText: Sendable, Equatable {
    /// The values are used as they were sent, byte for byte.
    package enum Part: Sendable, Equatable {
        case text(String)
        case body, timestamp, id
    }

    package let parts: [Part]

    package static let body = SignedText(parts: [.body])

    private init(parts: [Part]) {
        self.parts = parts
    }

    /// Reads `{id}.{timestamp}.{body}`; nil if there is any other name, or none, between braces.
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
    /// As in a configuration.
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
    /// As in a configuration: `header X-Event`, `.event`.
    package var description: String {
        switch self {
        case .header(let name): "header \(name)"
        case .field(let path): path.description
        case .always(let text): "always \(text)"
        }
    }
}
