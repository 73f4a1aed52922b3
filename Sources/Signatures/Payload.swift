import Formats
import Values

/// Parses payloads and the values in them that describe the event.
enum Payload {
    static func value(in bytes: [UInt8]) throws(Rejection) -> JSONValue {
        do {
            return try JSONReader.value(in: bytes)
        } catch {
            throw .notJSON(offset: error.offset, reason: error.reason)
        }
    }

    static func object(in bytes: [UInt8]) throws(Rejection) -> JSONValue {
        let value = try value(in: bytes)
        guard case .object = value else { throw .notAnObject }
        return value
    }

    /// Checks that a string can be an event's name.
    static func eventName(_ text: String?) throws(Rejection) -> String {
        guard let text, text.isEventName else { throw .eventMissing }
        return text
    }

    static func eventName(_ value: JSONValue?) throws(Rejection) -> String {
        guard case .string(let text)? = value else { throw .eventMissing }
        return try eventName(text)
    }

    /// A scalar as text; nil if it is missing or empty.
    static func id(_ value: JSONValue?) -> String? {
        value?.scalar.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension SignedRequest {
    /// The value of an optional field; nil if it is missing, empty or repeated.
    func text(of field: String) -> String? {
        fields[field].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A string, number or Boolean of the body as text; nil if there is none. Cheap enough for a body whose signature
    /// has not been verified.
    func scalar(at path: FieldPath) -> String? {
        JSONScanner.scalar(at: path, in: body[...])?.scalar
    }
}

extension JSONValue {
    var bytes: [UInt8] { Array(text.utf8) }

    /// A copy with the member at `path` replaced or added; unchanged if the path leads to no object.
    func setting(_ value: JSONValue, at path: ArraySlice<String>) -> JSONValue {
        guard let name = path.first else { return value }
        guard case .object(var members) = self else { return self }
        let inner = self[name].map { $0.setting(value, at: path.dropFirst()) } ?? value
        if let index = members.firstIndex(where: { $0.name.hasBytes(of: name) }) {
            members[index] = Member(name, inner)
        } else if path.count == 1 {
            members.append(Member(name, inner))
        }
        return .object(members)
    }
}

extension HeaderFields {
    /// The content type of a JSON body, followed by further fields.
    static func json(_ fields: [(name: String, value: String)]) -> HeaderFields {
        HeaderFields(
            [Field(name: "content-type", value: "application/json")]
                + fields.map { Field(name: $0.name, value: $0.value) })
    }
}
