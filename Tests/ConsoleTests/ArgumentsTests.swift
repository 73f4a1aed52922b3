import Foundation
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

    @Test func `letters without a value may stand together, and two dashes end the options`() throws {
        let arguments = try Arguments(["-ne/x", "--", "-odd"], for: .run)
        #expect(arguments.has("dry-run") && arguments["endpoint"] == "/x" && arguments.operands == ["-odd"])
    }

    @Test func `a mistake says what is wrong`() {
        #expect(parse("--nope") == .failure(.init(description: "unknown option '--nope'")))
        #expect(parse("-x") == .failure(.init(description: "unknown option '-x'")))
        #expect(parse("--state") == .failure(.init(description: "option '--state' needs a value: --state STATE")))
        #expect(parse("--json=x") == .failure(.init(description: "option '--json' takes no value")))
        #expect(parse("-s", "a", "--state=b") == .failure(.init(description: "option '--state' is given twice")))
        #expect(parse("x") == .failure(.init(description: "unexpected 'x'")))
        #expect(parse(for: .show) == .failure(.init(description: "missing ID")))
    }

    @Test func `the program's manual names every command and option, and no other`() throws {
        let manual = try String(contentsOfFile: manualPath, encoding: .utf8)
        for subcommand in Subcommand.all {
            #expect(manual.contains("\n.It Cm \(subcommand.name)"), "\(subcommand.name)")
            for option in subcommand.options {
                #expect(manual.contains("Fl -\(option.name)"), "\(subcommand.name) --\(option.name)")
                if let letter = option.letter {
                    #expect(manual.contains("Fl \(letter)"), "\(subcommand.name) -\(letter)")
                }
            }
        }
        let known = Set(Subcommand.all.flatMap(\.options).map(\.name) + ["help", "version"])
        let named = manual.matches(of: /Fl -([a-z-]+)/).map { String($0.1) }
        #expect(Set(named).subtracting(known).isEmpty)
    }

    @Test func `the manual lists every exit status`() throws {
        let manual = try String(contentsOfFile: manualPath, encoding: .utf8)
        let section = manual.split(separator: ".Sh EXIT STATUS")[1].split(separator: ".Sh ")[0]
        let listed = section.matches(of: /\.It (\d+)/).compactMap { Int32($0.1) }
        #expect(listed == ExitStatus.allCases.map(\.rawValue))
    }

    private var manualPath: String { "\(#filePath.split(separator: "/Tests/")[0])/man/hookrunner.1".absolute }
}

extension String {
    fileprivate var absolute: String { hasPrefix("/") ? self : "/" + self }
}
