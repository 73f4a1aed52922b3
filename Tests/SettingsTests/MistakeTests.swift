import Formats
import Testing

@testable import Settings

/// Every mistake of the language, as the user sees it.
///
/// In the tables the lines of a configuration are indented by two; what is said of a line follows it: the marker, the
/// message, the help, the notes. The lines stand in a configuration that is right otherwise.
@Suite struct MistakeTests {
    @Test(arguments: Mistake.all(in: .top, MistakeTable.top))
    func `mistakes outside of all blocks are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .top, MistakeTable.journal))
    func `mistakes in the journal's directives are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .top, MistakeTable.alert))
    func `mistakes in alerts are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .syntax, MistakeTable.syntax))
    func `mistakes in words, quotes and braces are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .bare, MistakeTable.bare))
    func `mistakes in providers and secrets are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .provider, MistakeTable.provider))
    func `mistakes in the block of a custom provider are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .endpoint, MistakeTable.endpoint))
    func `mistakes in an endpoint are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .hook, MistakeTable.hook))
    func `mistakes in a hook are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .hook, MistakeTable.when))
    func `mistakes in the conditions of a hook are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }

    @Test(arguments: Mistake.all(in: .command, MistakeTable.command))
    func `mistakes in commands are shown with place and help`(mistake: Mistake) {
        #expect(mistake.found == mistake.expected)
    }
}

/// Where the lines of a test stand.
enum Frame: String {
    case top, syntax, endpoint, bare, provider, hook, command

    /// The configuration, and the number of the first line of `lines` in it.
    func around(_ lines: String) -> (configuration: String, first: Int) {
        let head = "listen 127.0.0.1:8080"
        let signed = "provider circularo\nsecret env KEY"
        return switch self {
        case .top, .syntax: ("\(lines)\nendpoint /x {\n\(signed)\non * run true\n}\n\(head)\n", 1)
        case .bare: ("endpoint /x {\n\(lines)\non * run true\n}\n\(head)\n", 2)
        case .provider:
            ("endpoint /x {\nprovider custom {\n\(lines)\n}\nsecret env KEY\non * run true\n}\n\(head)\n", 3)
        case .endpoint: ("endpoint /x {\n\(lines)\n\(signed)\non * run true\n}\n\(head)\n", 2)
        case .hook: ("endpoint /x {\non signRequest {\n\(lines)\nrun true\n}\n\(signed)\n}\n\(head)\n", 3)
        case .command: ("endpoint /x {\non signRequest {\n\(lines)\n}\n\(signed)\n}\n\(head)\n", 3)
        }
    }
}

/// Some lines of a configuration, and what is said of them.
struct Mistake: Sendable, CustomTestStringConvertible {
    let frame: Frame
    let lines: [String]
    let expected: String

    var testDescription: String { lines.joined(separator: " / ") }

    /// What is found, in the form of the table.
    var found: String {
        let (configuration, first) = frame.around(lines.joined(separator: "\n"))
        var left = Sample.load(configuration).diagnostics
        var text: [String] = []
        for (index, line) in lines.enumerated() {
            text.append("  \(line)")
            text += left.filter { $0.line == first + index }.flatMap(\.annotation)
            left.removeAll { $0.line == first + index }
        }
        return (text + left.flatMap { ["! at \($0.file):\($0.line):\($0.column)"] + $0.annotation.dropFirst() })
            .joined(separator: "\n")
    }

    static func all(in frame: Frame, _ table: String) -> [Mistake] {
        table.split(separator: "\n\n").map { entry in
            let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
            let source = lines.filter { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
            return Mistake(frame: frame, lines: source, expected: lines.joined(separator: "\n"))
        }
    }
}

extension Diagnostic {
    fileprivate var annotation: [String] {
        let indent = String(repeating: " ", count: column)
        let marker = "^" + String(repeating: "~", count: max(0, length - 1))
        let remedies = [help].compactMap { $0.map { "! help: \($0)" } }
        let others = notes.map { "! note: \($0.line):\($0.column) \($0.message)" }
        return ["!\(indent)\(marker)", "! \(severity): \(message)"] + remedies + others
    }
}
