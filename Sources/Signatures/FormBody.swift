import Values

/// A body of HTML forms: `application/x-www-form-urlencoded`, <https://url.spec.whatwg.org/#application/x-www-form-urlencoded>.
struct FormBody {
    static let type = "application/x-www-form-urlencoded"
    /// More fields than any provider sends.
    private static let mostFields = 1000

    /// Names and values, decoded, in order.
    let fields: [(name: String, value: String)]

    /// Reads a body; nil if a piece of it does not decode.
    init?(_ body: [UInt8]) {
        let pairs = body.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.mostFields else { return nil }
        var fields: [(String, String)] = []
        for pair in pairs {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.text(halves[0]), let value = Self.text(halves.count > 1 ? halves[1] : []) else {
                return nil
            }
            fields.append((name, value))
        }
        self.fields = fields
    }

    /// The value of a field that must stand there once; nil otherwise.
    func only(_ name: String) -> String? {
        let values = fields.filter { $0.name.hasBytes(of: name) }
        return values.count == 1 ? values.first?.value : nil
    }

    /// The fields as a JSON object of texts; nil if a name stands twice.
    var object: JSONValue? {
        guard Set(fields.map { Array($0.name.utf8) }).count == fields.count else { return nil }
        return .object(fields.map { JSONValue.Member($0.name, .string($0.value)) })
    }

    /// Undoes percent encoding; nil if the result is not UTF-8.
    static func text(_ piece: some StringProtocol) -> String? {
        text(Array(piece.utf8)[...])
    }

    private static func text(_ piece: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(piece.count)
        var rest = piece
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let code = [UInt8](hexadecimal: String(decoding: rest.prefix(2), as: UTF8.self)), code.count == 1
                else { return nil }
                bytes += code
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
