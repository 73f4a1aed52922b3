import Formats
import Values

/// A form body: `application/x-www-form-urlencoded`, <https://url.spec.whatwg.org/#application/x-www-form-urlencoded>.
struct FormBody {
    static let type = "application/x-www-form-urlencoded"
    /// More fields than any provider sends.
    private static let mostFields = 1000

    /// Decoded, in order.
    let fields: [(name: String, value: String)]

    /// Nil if a part of the body does not decode.
    init?(_ body: [UInt8]) {
        let pairs = body.split(separator: UInt8(ascii: "&"), maxSplits: Self.mostFields)
        guard pairs.count <= Self.mostFields else { return nil }
        var fields: [(String, String)] = []
        for pair in pairs {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.formText(halves[0]),
                let value = PercentEncoding.formText(halves.count > 1 ? halves[1] : [])
            else {
                return nil
            }
            fields.append((name, value))
        }
        self.fields = fields
    }

    /// Whether a body is a form and not JSON: it begins with a lower-case name and `=`, which JSON cannot.
    static func isForm(_ body: [UInt8]) -> Bool {
        let name = body.prefix(while: \.isLowerCaseOfName)
        return !name.isEmpty && body.dropFirst(name.count).first == UInt8(ascii: "=")
    }

    /// The value of `payload` if the form has no other field; else nil.
    var payload: [UInt8]? {
        guard let field = fields.first, fields.count == 1, field.name.hasBytes(of: "payload") else { return nil }
        return Array(field.value.utf8)
    }

    /// The value of a field that occurs exactly once; else nil.
    func only(_ name: String) -> String? {
        let values = fields.filter { $0.name.hasBytes(of: name) }
        return values.count == 1 ? values.first?.value : nil
    }

    /// The fields as a JSON object of strings; nil if a name is repeated or contains other characters than providers
    /// use.
    var object: JSONValue? {
        guard fields.allSatisfy({ !$0.name.isEmpty && $0.name.utf8.allSatisfy(\.isLowerCaseOfName) }),
            Set(fields.map { $0.name }).count == fields.count
        else { return nil }
        return .object(fields.map { JSONValue.Member($0.name, .string($0.value)) })
    }
}

extension UInt8 {
    /// A character of a field name such as `team_id`.
    fileprivate var isLowerCaseOfName: Bool {
        (0x61...0x7A).contains(self) || isDigit || self == UInt8(ascii: "_")
    }
}
