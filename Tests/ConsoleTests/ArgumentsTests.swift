import Formats
import Testing

@testable import Console

@Suite struct ArgumentsTests {
    private func parse(_ words: String..., for subcommand: Subcommand = .list) -> Result<Arguments, Arguments.Mistake> {
        Result { () throws(Arguments.Mistake) in try Arguments(words, for: subcommand) }
    }

    @Test(arguments: [
        ["--state", "failed", "--json"], ["--state=failed", "--json"], ["-s", "failed", "--json"],
        ["-sfailed", "--json"],
        ["--json", "--state", "failed"],
    ])
    func `an option may be written in every usual way`(words: [String]) throws {
        let arguments = try Arguments(words, for: .list)
        #expect(arguments["state"] == "failed" && arguments.has("json") && arguments.operands.isEmpty)
    }

    @Test func `letters without a value may share a dash, and two dashes end the options`() throws {
        let arguments = try Arguments(["-ne/x", "--", "-odd"], for: .run)
        #expect(arguments.has("dry-run") && arguments["endpoint"] == "/x" && arguments.operands == ["-odd"])
    }

    @Test func `a mistake says what is wrong`() {
        #expect(parse("--nope") == .failure(.init(description: "unknown option '--nope'")))
        #expect(parse("-x") == .failure(.init(description: "unknown option '-x'")))
        #expect(parse("--state") == .failure(.init(description: "option '--state' needs a value: --state STATE")))
        #expect(parse("--json=x") == .failure(.init(description: "option '--json' takes no value")))
        #expect(parse("-s", "a", "--state=b") == .failure(.init(description: "duplicate option '--state'")))
        #expect(parse("x") == .failure(.init(description: "unexpected operand 'x'")))
        #expect(parse(for: .show) == .failure(.init(description: "missing ID")))
    }
}
