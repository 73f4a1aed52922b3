/// Why a request is not taken in. The texts are for the operator's log; the sender is told next to nothing.
public enum Rejection: Error, Sendable, Equatable {
    /// It carries no signature.
    case signatureMissing
    /// It carries several, or one that cannot be any.
    case signatureMalformed
    /// None of the secrets made the signature.
    case signatureWrong
    /// The body is not JSON.
    case notJSON(offset: Int, reason: String)
    /// The body is JSON, but no object.
    case notAnObject
    /// The event name is missing, or cannot be one.
    case eventMissing

    /// Whether the request could not be shown to come from the provider; else it is genuine, but of no use.
    public var isAuthentication: Bool {
        switch self {
        case .signatureMissing, .signatureMalformed, .signatureWrong: true
        case .notJSON, .notAnObject, .eventMissing: false
        }
    }

    /// The stable name, for people who filter.
    public var name: String {
        switch self {
        case .signatureMissing: "signature-missing"
        case .signatureMalformed: "signature-malformed"
        case .signatureWrong: "signature-wrong"
        case .notJSON: "not-json"
        case .notAnObject: "not-an-object"
        case .eventMissing: "event-missing"
        }
    }
}

extension Rejection: CustomStringConvertible {
    /// What is wrong, for a person who tries a delivery out.
    public var description: String {
        switch self {
        case .signatureMissing: "the request carries no signature"
        case .signatureMalformed: "the signature is not one that this provider makes"
        case .signatureWrong: "none of the secrets made this signature over this body"
        case .notJSON(let offset, let reason): "the body is not JSON: byte \(offset): \(reason)"
        case .notAnObject: "the body is JSON, but not an object"
        case .eventMissing: "the body names no event"
        }
    }
}
