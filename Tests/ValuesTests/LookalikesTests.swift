import Formats
import Testing

@testable import Values

/// Text from outside is compared byte by byte: what looks alike is not equal.
@Suite struct LookalikesTests {
    @Test(arguments: [("\u{e9}", "e\u{301}"), ("K", "\u{212A}"), (";", "\u{37E}")])
    func `events, endpoints and conditions are told apart by their bytes`(one: String, other: String) {
        #expect(one == other, "else this proves nothing")
        #expect(EventPattern.name(one) != .name(other) && EventPattern.prefix(one) != .prefix(other))
        #expect(!EventPattern.name(one).matches(other) && !EventPattern.prefix(one).matches(other))
        let endpoint = Endpoint(path: "/\(one)", provider: .circularo, secrets: [])
        var configuration = Configuration()
        configuration.endpoints = [endpoint]
        #expect(configuration.endpoint(at: "/\(other)") == nil && configuration.endpoint(at: "/\(one)") == endpoint)
        let condition = Condition(FieldPath([.member("a")]), .equals(.init(one)))
        #expect(!condition.holds(for: ["a": .string(other)]) && condition.holds(for: ["a": .string(one)]))
    }
}
