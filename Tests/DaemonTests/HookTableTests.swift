import Formats
import Testing
import Values

@testable import Daemon

@Suite struct HookTableTests {
    private static let command = CommandTemplate(words: [])

    private static func table(_ patterns: [[String]]) -> HookTable {
        HookTable(
            patterns.enumerated().map { position, words in
                Hook(name: "\(position)", events: words.map { EventPattern($0) }, command: command)
            })
    }

    private static let patterns = [
        ["sign*"], ["signed", "rejected"], ["*"], ["s*", "sign*", "signed"], ["signed*"], ["\u{e9}t\u{e9}"],
        ["\u{e9}*"], ["\u{FFFD}*"],
    ]

    @Test(arguments: [
        ("signed", ["0", "1", "2", "3", "4"]), ("sign", ["0", "2", "3"]), ("rejected", ["1", "2"]),
        ("other", ["2"]), ("s", ["2", "3"]), ("\u{e9}t\u{e9}", ["2", "5", "6"]), ("e\u{301}te\u{301}", ["2"]),
        ("Signed", ["2"]), ("", ["2"]), ("\u{C3}", ["2"]),
    ])
    func `hooks are found by the bytes of an event, each once and in order`(event: String, expected: [String]) {
        #expect(Self.table(Self.patterns).hooks(for: event, [:]).map(\.name) == expected)
    }

    @Test func `the table finds the same hooks as a check of each hook`() {
        let table = Self.table(Self.patterns)
        let hooks = Self.patterns.enumerated().map { position, words in
            Hook(name: "\(position)", events: words.map { EventPattern($0) }, command: Self.command)
        }
        for event in ["", "s", "si", "sign", "signe", "signed", "signedX", "\u{e9}", "\u{e9}t", "t\u{e9}", "\u{FFFD}x"]
        {
            #expect(table.hooks(for: event, [:]).map(\.name) == hooks.filter { $0.wants(event, [:]) }.map(\.name))
        }
    }

    @Test func `only the conditions of hooks with a matching event are evaluated`() {
        var hook = Hook(name: "a", events: [.name("x")], command: Self.command)
        hook.conditions = [Condition(FieldPath([.member("n")]), .exists)]
        let table = HookTable([hook])
        #expect(table.hooks(for: "x", ["n": 1]).count == 1)
        #expect(table.hooks(for: "x", ["m": 1]).isEmpty)
    }

    @Test func `an event counts as named only by its full name`() {
        let table = Self.table([["K"], ["sign*"], ["*"]])
        #expect(table.names("K") && !table.names("\u{212A}") && !table.names("sign") && !table.names("sign*"))
    }
}
