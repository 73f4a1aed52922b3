import Formats
import Testing
import Values

@testable import Processes

@Suite struct CommandEnvironmentTests {
    private func names(_ payload: JSONValue) -> [String] {
        CommandEnvironment.payloadVariables(of: payload).map { "\($0.name)=\($0.value)" }
    }

    @Test func `scalars are named after their paths, in order`() {
        let payload: JSONValue = .object([
            .init("documentId", .string("d")), .init("actor", .object([.init("name", .string("x"))])),
            .init("items", .array([.number("1.0"), .object([.init("id", .bool(false))])])), .init("none", .null),
        ])
        #expect(
            names(payload) == [
                "PAYLOAD_DOCUMENT_ID=d", "PAYLOAD_ACTOR_NAME=x", "PAYLOAD_ITEMS_0=1.0", "PAYLOAD_ITEMS_1_ID=false",
            ])
    }

    @Test func `a duplicate name, a value with a NUL and one too long are left out`() {
        let payload: JSONValue = .object([
            .init("a.b", .string("first")), .init("a_b", .string("second")), .init("nul", .string("\u{0}")),
            .init("long", .string(String(repeating: "x", count: PayloadVariables.longestValue + 1))),
            .init("fits", .string(String(repeating: "x", count: PayloadVariables.longestValue))),
        ])
        let variables = CommandEnvironment.payloadVariables(of: payload)
        #expect(variables.map(\.name) == ["PAYLOAD_A_B", "PAYLOAD_FITS", "HOOK_PAYLOAD_TRUNCATED"])
        #expect(variables.first?.value == "first")
    }

    @Test func `a name that is too long is left out with all values below it`() {
        let room = PayloadVariables.longestName - "PAYLOAD_".utf8.count
        let payload: JSONValue = .object([
            .init(String(repeating: "n", count: room), .number("1")),
            .init(String(repeating: "m", count: room + 1), .number("2")),
            .init(String(repeating: "o", count: room - 1), .array([.number("3")])), .init("p", .number("4")),
        ])
        #expect(PayloadVariables(of: payload, named: "PAYLOAD").variables.map(\.value) == ["1", "4"])
    }

    @Test func `their total is bounded, so that execve accepts them`() {
        let many = JSONValue.array((0..<10_000).map { .integer($0) })
        #expect(CommandEnvironment.payloadVariables(of: many).count == PayloadVariables.mostVariables + 1)
        let large = JSONValue.array((0..<100).map { _ in .string(String(repeating: "x", count: 30_000)) })
        let bytes = CommandEnvironment.payloadVariables(of: large).reduce(0) { $0 + $1.value.utf8.count }
        #expect(bytes <= PayloadVariables.mostBytes)
    }

    @Test func `neither payload nor configuration can forge a HOOK_* variable`() {
        var hook = Hook(name: "h", events: [.any], command: CommandTemplate(words: [.init("true")]))
        hook.environment = [EnvironmentVariable("HOOK_EVENT", "forged"), EnvironmentVariable("LANG", "own")]
        hook.passedEnvironment = ["SHARED", "ABSENT"]
        var generator = SystemRandomNumberGenerator()
        let moment = Timestamp(milliseconds: 0)
        let delivery = Delivery(
            id: DeliveryID(at: moment, using: &generator), endpoint: "/e", provider: "circularo", event: "real",
            body: [],
            receivedAt: moment)
        let variables = CommandEnvironment.variables(
            for: hook, delivery: delivery, payload: .object([.init("x", .string("1"))]), attempt: 2,
            inheriting: ["PATH": "/bin", "LANG": "C", "LC_ALL": "C", "SHARED": "s", "SECRET": "t", "LD_PRELOAD": "x"])
        let texts = variables.map { "\($0.name)=\($0.value)" }
        #expect(
            texts == [
                "LC_ALL=C", "PATH=/bin", "SHARED=s", "LANG=own", "PAYLOAD_X=1", "HOOK_NAME=h",
                "HOOK_ENDPOINT=/e", "HOOK_PROVIDER=circularo", "HOOK_ATTEMPT=2", "HOOK_MAX_ATTEMPTS=1",
                "HOOK_EVENT=real", "HOOK_DELIVERY_ID=\(delivery.id)", "HOOK_RECEIVED_AT=1970-01-01T00:00:00.000Z",
            ])
    }
}
