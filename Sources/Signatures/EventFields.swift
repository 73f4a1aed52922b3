import Formats
import Values

/// The fields of `.event` in a payload that contains its own signature.
///
/// They are read before the sender is verified, so the rest of the payload is not parsed.
struct EventFields {
    private let text: ArraySlice<UInt8>

    /// Nil if the payload has no `.event`.
    init?(in payload: [UInt8]) {
        guard let text = JSONScanner.text(at: FieldPath([.member("event")]), in: payload[...]) else { return nil }
        self.text = text
    }

    /// A string, number or Boolean as text; nil if there is none.
    func scalar(_ name: String) -> String? {
        JSONScanner.scalar(at: FieldPath([.member(name)]), in: text)?.scalar
    }

    /// A string; nil if there is none.
    func text(_ name: String) -> String? {
        guard case .string(let value)? = JSONScanner.scalar(at: FieldPath([.member(name)]), in: text) else {
            return nil
        }
        return value
    }
}
