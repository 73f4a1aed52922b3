import Formats
import Foundation
import Testing

@testable import Console

/// hookrunner(1) against what `help` prints.
@Suite struct ManualTests {
    /// An option as somebody sees it.
    private struct Option: Hashable, CustomStringConvertible {
        let name: String
        let hasValue: Bool
        var description: String { "--\(name)\(hasValue ? " VALUE" : "")" }
    }

    private let page: [String]

    init() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        page = try String(contentsOfFile: "\(root)/man/hookrunner.1", encoding: .utf8).components(separatedBy: "\n")
    }

    private func section(_ title: String) throws -> ArraySlice<String> {
        let start = try #require(page.firstIndex(of: ".Sh \(title)")) + 1
        return page[start...].prefix { !$0.hasPrefix(".Sh") }
    }

    /// The names of the overview, in order.
    private var commands: [String] {
        let rows = Help.overview.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("  -") }
        return rows.compactMap { $0.dropFirst(2).components(separatedBy: "  ").first }
    }

    /// The letters of a command's page, each with the name that it stands for.
    private func letters(of subcommand: Subcommand) -> [String: String] {
        let found = Help.page(of: subcommand).matches(of: /\n  -([a-zA-Z]), --([-a-z]+)/)
        return Dictionary(uniqueKeysWithValues: found.map { (String($0.1), String($0.2)) })
    }

    private func options(of subcommand: Subcommand) -> Set<Option> {
        let rows = Help.page(of: subcommand).matches(of: /\n  (?:-[a-zA-Z], |    )--([-a-z]+)( [A-Z']+)?/)
        return Set(rows.map { Option(name: String($0.1), hasValue: $0.2 != nil) })
    }

    /// The options that the lines name: what stands behind the macro `Fl`, and whether `Ar` or `Cm` follows.
    private func options(in lines: some Sequence<String>, _ letters: [String: String] = [:]) -> Set<Option> {
        var found: Set<Option> = []
        for line in lines where line.hasPrefix(".") {
            var isFlag = false
            let words = line.dropFirst().split(separator: " ").map(String.init)
            for (place, word) in words.enumerated() {
                if word.count == 2, word.first?.isUppercase == true {
                    isFlag = word == "Fl"
                } else if isFlag, word.contains(where: \.isLetter) {
                    let name = word.hasPrefix("-") ? String(word.dropFirst()) : letters[word] ?? word
                    let next = words.dropFirst(place + 1).first
                    found.insert(Option(name: name, hasValue: next == "Ar" || next == "Cm"))
                }
            }
        }
        return found
    }

    /// The forms of the synopsis, each with the command's name.
    private func forms() throws -> [(name: String, lines: [String])] {
        try section("SYNOPSIS").split(separator: ".Nm").compactMap { form in
            guard let first = form.first, first.hasPrefix(".Cm ") else { return nil }
            return (String(first.dropFirst(4)), Array(form.dropFirst()))
        }
    }

    /// The items of COMMANDS, each with its heading; the first is what stands before them all.
    private func items() throws -> [(heading: String, lines: [String])] {
        var items: [(heading: String, lines: [String])] = [("", [])]
        for line in try section("COMMANDS") {
            if line.hasPrefix(".It Cm ") {
                items.append((String(line.dropFirst(7)), []))
            } else {
                items[items.count - 1].lines.append(line)
            }
        }
        return items
    }

    /// The command whose name a heading begins with.
    private func subcommand(of heading: String) -> Subcommand? {
        Subcommand.first(in: heading.split(separator: " ").map(String.init))
    }

    @Test func `help, synopsis and descriptions have the same commands, in the same order`() throws {
        var names = try forms().map(\.name)
        names = names.enumerated().filter { $0.offset == 0 || names[$0.offset - 1] != $0.element }.map(\.element)
        #expect(names == commands)
        #expect(try items().dropFirst().map { subcommand(of: $0.heading)?.name } == commands)
        #expect(commands.count > 10)
    }

    @Test(arguments: Subcommand.all.map(\.name))
    func `the synopsis has a command's options, and no other`(name: String) throws {
        let subcommand = try #require(Subcommand.all.first { $0.name == name })
        let letters = letters(of: subcommand)
        let lines = try forms().filter { $0.name == name }.flatMap(\.lines)
        let wanted = options(of: subcommand).subtracting([Option(name: "help", hasValue: false)])
        #expect(options(in: lines, letters) == wanted)
        // The short form, where there is one.
        let spelled = Set(options(in: lines).map(\.name))
        for (letter, long) in letters where letter != "h" {
            #expect(spelled.contains(letter) && !spelled.contains(long), "-\(letter), --\(long)")
        }
    }

    @Test(arguments: Subcommand.all.map(\.name))
    func `every option is described, by letter and by name`(name: String) throws {
        let subcommand = try #require(Subcommand.all.first { $0.name == name })
        // Its own item, what stands before all items, and items that speak of it or of its group.
        let lines = try items().filter { item in
            item.heading.isEmpty || self.subcommand(of: item.heading)?.name == name
                || item.lines.contains { $0 == ".Cm \(name)" || $0.hasPrefix(".Cm \(subcommand.words[0]) ") }
        }.flatMap(\.lines)
        let described = Set(options(in: lines).map(\.name))
        let missing = Set(options(of: subcommand).map(\.name)).subtracting(described)
        #expect(missing.isEmpty)
        #expect(Set(letters(of: subcommand).keys).subtracting(described).isEmpty)
    }

    @Test func `every option of a description belongs to its command`() throws {
        let everywhere: Set = ["h", "help", "c", "config", "json", "V", "version"]
        for item in try items().dropFirst() {
            let spokenOf = item.lines.filter { $0.hasPrefix(".Cm ") }.map { String($0.dropFirst(4)) } + [item.heading]
            let known = spokenOf.compactMap(subcommand).flatMap(\.allOptions).flatMap(\.spellings)
            let named = Set(options(in: item.lines).map(\.name)).subtracting(everywhere)
            #expect(
                named.subtracting(known.map { String($0.drop { $0 == "-" }) }).isEmpty, "\(item.heading): \(named)")
        }
    }

    @Test func `the operands of help are those of the headings`() throws {
        for item in try items().dropFirst() {
            let subcommand = try #require(self.subcommand(of: item.heading))
            let usage = Help.usage(of: subcommand).components(separatedBy: "[OPTION]...").last ?? ""
            let operands = usage.prefix { $0 != "<" }.matches(of: /(?:^|[ \[|])([a-zA-Z]+)/).map { $0.1.lowercased() }
            let words = item.heading.split(separator: " ").dropFirst(subcommand.words.count).map(String.init)
            #expect(words.filter { !["Ar", "Cm", "Op", "|", "..."].contains($0) } == operands, "\(item.heading)")
        }
    }

    @Test func `every option on the page belongs to a command`() throws {
        let known = Subcommand.all.flatMap(\.allOptions).flatMap(\.spellings) + ["-V", "--version"]
        let named = options(in: page).map { $0.name.count == 1 ? "-\($0.name)" : "--\($0.name)" }
        #expect(Set(named).subtracting(known).isEmpty)
        #expect(Help.overview.contains("-V, --version") && named.contains("--version"))
    }

    @Test func `the manual lists every exit status`() throws {
        let listed = try section("EXIT STATUS").compactMap { $0.wholeMatch(of: /\.It (\d+)/).flatMap { Int32($0.1) } }
        #expect(listed == ExitStatus.allCases.map(\.rawValue))
    }
}
