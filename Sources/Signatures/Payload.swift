import Formats
import Values

/// Reads what requests are about.
enum Payload {
    /// The JSON that these bytes are.
    static func value(in bytes: [UInt8]) throws(Rejection) -> JSONValue {
        do {
            return try JSONReader.value(in: bytes)
        } catch {
            throw .notJSON(offset: error.offset, reason: error.reason)
        }
    }

    /// The JSON object that these bytes are.
    static func object(in bytes: [UInt8]) throws(Rejection) -> JSONValue {
        let value = try value(in: bytes)
        guard case .object = value else { throw .notAnObject }
        return value
    }

    /// A text as an event's name.
    static func eventName(_ text: String?) throws(Rejection) -> String {
        guard let text, text.isEventName else { throw .eventMissing }
        return text
    }

    /// The value of a payload that names its event.
    static func eventName(_ value: JSONValue?) throws(Rejection) -> String {
        guard case .string(let text)? = value else { throw .eventMissing }
        return try eventName(text)
    }

    /// The text of an id; nil if there is none.
    static func id(_ value: JSONValue?) -> String? {
        value?.scalar.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension SignedRequest {
    /// The text of a field that may be missing; nil if it is missing, empty, or there several times.
    func text(of field: String) -> String? {
        fields[field].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A string, number or Boolean of the body, as a text; nil if there is none. Cheap enough for a body whose signature has
    /// not been checked yet.
    func scalar(at path: FieldPath) -> String? {
        JSONScanner.scalar(at: path, in: body[...])?.scalar
    }
}

extension JSONValue {
    /// The text as a body.
    var bytes: [UInt8] { Array(text.utf8) }

    /// The same value with one member of a member replaced, or added; unchanged where there is no such object.
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
    /// The header of a JSON body, with further fields behind the content type.
    static func json(_ fields: [(name: String, value: String)]) -> HeaderFields {
        HeaderFields(
            [Field(name: "content-type", value: "application/json")]
                + fields.map { Field(name: $0.name, value: $0.value) })
    }
}
