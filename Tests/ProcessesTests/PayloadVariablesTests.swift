import Formats
import Testing
import Values

@testable import Processes

@Suite struct PayloadVariablesTests {
    private func texts(_ payload: JSONValue) -> [String] {
        PayloadVariables(of: payload, named: "P").variables.map { "\($0.name)=\($0.value)" }
    }

    private func isTruncated(_ payload: JSONValue) -> Bool { PayloadVariables(of: payload, named: "P").isTruncated }

    private func list(_ count: Int, of value: (Int) -> JSONValue = { .integer($0) }) -> JSONValue {
        .array((0..<count).map(value))
    }

    @Test func `values are taken level by level, and on each level in order`() {
        let payload: JSONValue = .object([
            .init("list", .array([.object([.init("deep", .number("1"))]), .number("2")])), .init("a", .number("3")),
            .init("object", .object([.init("b", .number("4"))])), .init("z", .number("5")),
        ])
        #expect(texts(payload) == ["P_A=3", "P_Z=5", "P_LIST_1=2", "P_OBJECT_B=4", "P_LIST_0_DEEP=1"])
    }

    @Test func `2048 commits do not displace the values after them`() {
        let commits = list(2048) { number in
            .object([
                .init("id", .integer(number)), .init("author", .object([.init("name", .string("n"))])),
                .init("added", .array([.string("f")])),
            ])
        }
        let payload: JSONValue = .object([
            .init("commits", commits), .init("ref", .string("refs/heads/main")),
            .init("pusher", .object([.init("name", .string("p"))])),
        ])
        let found = PayloadVariables(of: payload, named: "PAYLOAD")
        let names = Set(found.variables.map(\.name))
        #expect(names.isSuperset(of: ["PAYLOAD_REF", "PAYLOAD_PUSHER_NAME", "PAYLOAD_COMMITS_2047_ID"]))
        #expect(found.isTruncated && found.variables.count == PayloadVariables.mostVariables)
    }

    @Test func `the first value of a name wins`() {
        let payload: JSONValue = .object([
            .init("a", .object([.init("b", .string("deep"))])), .init("a_b", .string("flat")),
            .init("A-b", .string("later")),
        ])
        #expect(texts(payload) == ["P_A_B=flat"])
        #expect(!isTruncated(payload))
    }

    @Test func `a payload that just fits is not truncated`() {
        let most = PayloadVariables.mostVariables
        #expect(!isTruncated(.object([.init("l", list(most)), .init("e", .array([])), .init("n", .null)])))
        #expect(isTruncated(.object([.init("l", list(most)), .init("m", .array([.number("1")]))])))
        let longest = JSONValue.string(String(repeating: "x", count: PayloadVariables.longestValue))
        #expect(!isTruncated(.array([longest])))
    }

    @Test func `every omission sets isTruncated`() {
        let long = JSONValue.string(String(repeating: "x", count: PayloadVariables.longestValue + 1))
        #expect(isTruncated(.array([long])))
        #expect(isTruncated(.array([.string("\u{0}")])))
        #expect(isTruncated(.object([.init(String(repeating: "n", count: PayloadVariables.longestName), .bool(true))])))
        let large = list(9) { _ in .string(String(repeating: "x", count: 32_000)) }
        #expect(isTruncated(large))
        #expect(texts(.array([large, .number("7")])).contains("P_1=7"))
    }

    @Test func `the command gets HOOK_PAYLOAD_TRUNCATED`() throws {
        let mark = EnvironmentVariable("HOOK_PAYLOAD_TRUNCATED", "1")
        #expect(CommandEnvironment.payloadVariables(of: .array([.string("\u{0}")])) == [mark])
        #expect(CommandEnvironment.payloadVariables(of: .array([.string("x")])).contains(mark) == false)
    }
}
