/// Why a request is rejected. The texts are for the operator's log; the sender learns almost nothing.
package enum Rejection: Error, Sendable, Equatable {
    case signatureMissing
    /// There are several signatures, or one in the wrong format.
    case signatureMalformed
    /// No secret produces the signature.
    case signatureWrong
    /// A signed time is required but missing or malformed.
    case timestampMissing
    /// The signed time is outside the replay window.
    case timestampOutside
    /// The body is a form without the field for the payload.
    case payloadMissing
    /// The body is a form that the provider does not send.
    case formUnknown
    case notJSON(offset: Int, reason: String)
    /// The body is JSON, but not an object.
    case notAnObject
    /// The body is JSON, but not an array as the provider sends.
    case notAnArray
    /// The event name is missing or invalid.
    case eventMissing
    /// The request contains more events than one transaction may write.
    case tooManyEvents

    /// Whether authentication failed; otherwise the request is genuine but invalid.
    package var isAuthentication: Bool {
        switch self {
        case .signatureMissing, .signatureMalformed, .signatureWrong, .timestampMissing, .timestampOutside: true
        case .payloadMissing, .formUnknown, .notJSON, .notAnObject, .notAnArray, .eventMissing, .tooManyEvents: false
        }
    }

    /// A stable name, for filters on the log.
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
    /// For a user who tests a delivery.
    package var description: String {
        switch self {
        case .signatureMissing: "the request has no signature"
        case .signatureMalformed: "the signature is not in this provider's format"
        case .signatureWrong: "no secret produces this signature of this body"
        case .timestampMissing: "the request has no valid signed time"
        case .timestampOutside: "the signed time is too old or in the future"
        case .payloadMissing: "the body is a form without a payload"
        case .formUnknown: "the body is a form that this provider does not send"
        case .notJSON(let offset, let reason): "the body is not JSON: byte \(offset): \(reason)"
        case .notAnObject: "the body is JSON, but not an object"
        case .notAnArray: "the body is JSON, but not an array"
        case .eventMissing: "missing or invalid event name"
        case .tooManyEvents: "the request contains more than 1000 events"
        }
    }
}
