public import Journals
public import Values

/// Which deliveries the list shows: what stands behind `?` in its address.
public struct DeliveryFilter: Sendable, Equatable {
    /// Only those of this event; nil for all.
    public var event: String?
    /// Only those in this state; nil for all.
    public var state: DeliveryState?
    /// Only those with a smaller id: where the page before this one has ended.
    public var before: DeliveryID?

    /// How many are shown at once.
    public static let pageLength = 50

    /// All deliveries, from the newest on.
    public init() {}

    /// Reads an address, as a form or a link of the list makes it; nil if it asks for what there cannot be.
    ///
    /// - Parameter query: what stands behind `?`; other names than those of the list are passed over.
    public init?(query: String?) {
        for field in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let halves = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.text(halves[0]), let value = Self.text(halves.count > 1 ? halves[1] : "".utf8[...])
            else { return nil }
            guard !value.isEmpty else { continue }
            if name.hasBytes(of: "event") {
                event = value
            } else if name.hasBytes(of: "state") {
                guard let state = DeliveryState.allCases.first(where: { $0.rawValue.hasBytes(of: value) }) else {
                    return nil
                }
                self.state = state
            } else if name.hasBytes(of: "before") {
                guard let before = DeliveryID(value) else { return nil }
                self.before = before
            }
        }
    }

    /// What to ask the journal for.
    public var query: DeliveryQuery {
        var query = DeliveryQuery()
        query.event = event
        query.state = state
        query.before = before
        query.limit = Self.pageLength
        return query
    }

    /// Whether anything is left out.
    var isActive: Bool { event != nil || state != nil }

    /// The address of the list from there on.
    func address(before: DeliveryID?) -> String {
        let fields = [("event", event), ("state", state?.rawValue), ("before", before?.text)].compactMap {
            name, value in
            value.map { "\(name)=\(Self.encoded($0))" }
        }
        return fields.isEmpty ? "/" : "/?\(fields.joined(separator: "&"))"
    }

    /// Undoes the encoding of forms, <https://url.spec.whatwg.org/#application/x-www-form-urlencoded>; nil if it is none.
    private static func text(_ piece: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = piece
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, let high = Character(Unicode.Scalar(digits.first ?? 0)).hexDigitValue,
                    let low = Character(Unicode.Scalar(digits.last ?? 0)).hexDigitValue
                else { return nil }
                bytes.append(UInt8(high << 4 | low))
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isPlain ? String(character) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}
