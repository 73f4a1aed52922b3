/// Why a request is not taken in. The texts are for the operator's log; the sender is told next to nothing.
package enum Rejection: Error, Sendable, Equatable {
    /// It carries no signature.
    case signatureMissing
    /// It carries several, or one that cannot be any.
    case signatureMalformed
    /// None of the secrets made the signature.
    case signatureWrong
    /// It has no signed time, or none that can be read, where one is asked for.
    case timestampMissing
    /// It was signed too long ago, or in the future.
    case timestampOutside
    /// The body is a form without the field that holds the payload.
    case payloadMissing
    /// The body is a form, but not one that the provider sends.
    case formUnknown
    /// The body is not JSON.
    case notJSON(offset: Int, reason: String)
    /// The body is JSON, but no object.
    case notAnObject
    /// The body is JSON, but no array, where the provider sends one.
    case notAnArray
    /// The event name is missing, or cannot be one.
    case eventMissing
    /// The request tells of more events than can be written at once.
    case tooManyEvents

    /// Whether the request could not be shown to come from the provider; else it is genuine, but of no use.
    package var isAuthentication: Bool {
        switch self {
        case .signatureMissing, .signatureMalformed, .signatureWrong, .timestampMissing, .timestampOutside: true
        case .payloadMissing, .formUnknown, .notJSON, .notAnObject, .notAnArray, .eventMissing, .tooManyEvents: false
        }
    }

    /// The stable name, for people who filter.
    package var name: String {
        switch self {
        case .signatureMissing: "signature-missing"
        case .signatureMalformed: "signature-malformed"
        case .signatureWrong: "signature-wrong"
        case .timestampMissing: "timestamp-missing"
        case .timestampOutside: "timestamp-outside-window"
        case .payloadMissing: "payload-missing"
        case .formUnknown: "form-unknown"
        case .notJSON: "not-json"
        case .notAnObject: "not-an-object"
        case .notAnArray: "not-an-array"
        case .eventMissing: "event-missing"
        case .tooManyEvents: "too-many-events"
        }
    }
}

extension Rejection: CustomStringConvertible {
    /// What is wrong, for a person who tries a delivery out.
    package var description: String {
        switch self {
        case .signatureMissing: "the request carries no signature"
        case .signatureMalformed: "the signature is not one that this provider makes"
        case .signatureWrong: "none of the secrets made this signature over this body"
        case .timestampMissing: "the request has no signed time that can be read"
        case .timestampOutside: "the request was signed too long ago, or in the future"
        case .payloadMissing: "the body is a form without a payload"
        case .formUnknown: "the body is a form, but not one that this provider sends"
        case .notJSON(let offset, let reason): "the body is not JSON: byte \(offset): \(reason)"
        case .notAnObject: "the body is JSON, but not an object"
        case .notAnArray: "the body is JSON, but not an array"
        case .eventMissing: "the request names no event"
        case .tooManyEvents: "the request tells of more than 1000 events"
        }
    }
}
