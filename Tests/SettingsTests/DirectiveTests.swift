import Formats
import Testing
import Values

@testable import Settings

/// What the rows promise: each directive is written as it was read, and its default is what holds without it.
@Suite struct DirectiveTests {
    /// One way to write a directive.
    struct Line: Sendable, CustomTestStringConvertible {
        let place: Vocabulary.Place
        let name: String
        let arguments: String

        var text: String { "\(name) \(arguments)" }
        var testDescription: String { "\(place): \(text)" }

        /// A configuration with the line, and with what it needs. Without the line, it is the one to compare with.
        func configuration(_ isThere: Bool = true) throws -> Configuration {
            let needs = ["lease", "max-running-total"].contains(name) ? "journal postgresql://h/d\n" : ""
            let frame = [
                Vocabulary.Place.top: ["": "\(needs)listen 127.0.0.1:8080 tls /c /k"],
                .endpoint: ["provider": "provider circularo", "secret": "secret env KEY"],
                .provider: ["header": "header X", "event": "event .event"], .hook: ["run": "run true"],
            ]
            let body = (frame[place] ?? [:]).filter { $0.key != name || !isThere }.values.sorted()
            let lines = ((isThere ? [text] : []) + body).joined(separator: "\n")
            let hook = "on signRequest {\n\(place == .hook ? lines : "run true")\n}\n"
            let provider = place == .provider ? "provider custom {\n\(lines)\n}\nsecret env KEY\n" : ""
            let usual =
                place == .endpoint ? "\(lines)\n" : provider.isEmpty ? "provider circularo\nunsigned\n" : provider
            let text = "\(place == .top ? lines : "")\nendpoint /x {\n\(usual)\(hook)}\n"
            let isUnsigned = isThere && name == "unsigned"
            return try DirectiveTests.read(isUnsigned ? text.replacing("secret env KEY\n", with: "") : text)
        }
    }

    private static func read(_ text: String) throws -> Configuration {
        // No key is read, and none is written.
        let loaded = Sample.load(text.replacing("# secrets: 0", with: "secret env KEY"), needs: .local)
        return try #require(loaded.configuration, "\(loaded.rendered)").withoutPlaces
    }

    /// What the words in capitals of a usage line may be; none is a default.
    private static let words = [
        "ADDRESS:PORT": "127.0.0.1:9090", "CERTIFICATE": "/c", "COMMAND...": "/bin/echo {a.b} \"\\{x\"",
        "COUNT": "7", "COUNT/s|m|h": "7/m", "DIRECTORY": "\"/srv/a b\"", "DURATION": "40h", "EVENT,": "a, \"b, c\"",
        "FIELD": ".a[0].b", "FIELD,": ".a[0].b, .c", "FILE": "/ca", "KEY": "/k", "MODE": "0600",
        "NAME": "N1", "NAME...": "N1 N2", "NETWORK...": "10.0.0.0/8 fd00::/8", "NETWORK|unix...": "10.0.0.0/8 unix",
        "NUMBER": "-1.50e3", "PATH": "/x", "PATTERN": "^a{2,3}$", "SHORTEST..LONGEST": "10s..1h", "SIZE": "3MiB",
        "TEXT": "\"a {body}\"", "VALUE": "\"{b, c\"", "VALUE,": "a,\"b, c\"", "unix:PATH": "unix:/run/a",
        "postgresql://USER@HOST/DATABASE": "postgresql://u@h/d",
    ]

    private static let blocks = ["on": "{\nrun true\n}", "provider": "{\nheader X\nevent .e\n}"]

    /// Every form of every directive, with all that it may have. An `include` is replaced by its files, a key is never
    /// written, and an `endpoint` is in every configuration.
    static let lines: [Line] = Vocabulary.entries.flatMap { entry in
        entry.places.flatMap { place in
            entry.forms.map { Line(place: place, name: entry.name, arguments: arguments(of: entry.name, $0)) }
        }
    }.filter { line in
        #if !PostgreSQL
        if line.text.contains("postgresql") || ["lease", "max-running-total"].contains(line.name) { return false }
        #endif
        return !["include", "secret", "endpoint"].contains(line.name)
    }

    private static func arguments(of name: String, _ form: String) -> String {
        let written = form.replacing("{ ... }", with: "{}").filter { !"[]".contains($0) }.split(separator: " ").map {
            word in
            if let known = words[String(word)] { return known }
            return switch word {
            case "{}": blocks[name] ?? ""
            case "...": ""
            default: String(word.split(separator: "|").last ?? "")
            }
        }
        return written.joined(separator: " ")
    }

    @Test(arguments: lines)
    func `every directive is written as it was read`(line: Line) throws {
        let first = try line.configuration()
        let again = try Self.read(first.text)
        #expect(again == first)
        #expect(again.text == first.text)
        let entry = try #require(Vocabulary.entry(line.name, in: line.place))
        let isDefault = line.arguments == entry.defaultArguments
        #expect(try (line.configuration(false) == first) == isDefault)
    }

    @Test func `the default of a directive is what holds without it`() throws {
        for entry in Vocabulary.entries {
            guard let value = entry.defaultArguments, let place = entry.places.first else { continue }
            let line = Line(place: place, name: entry.name, arguments: value)
            #if !PostgreSQL
            if entry.name == "lease" { continue }
            #endif
            #expect(try line.configuration() == line.configuration(false), "\(line.text)")
        }
    }
}
