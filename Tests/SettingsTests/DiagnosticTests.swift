import Testing

@testable import Settings

@Suite struct DiagnosticTests {
    private let mistake = Diagnostic(
        file: "hookrunner.conf", line: 12, column: 9, length: 7,
        message: "unknown directive 'tiemout' in hook 'documentCompleted'", help: "did you mean 'timeout'?")

    @Test func `shows file, line, column, the line itself and a way out`() {
        #expect(
            mistake.rendered(sourceLine: "        tiemout 2m") == """
                hookrunner.conf:12:9: error: unknown directive 'tiemout' in hook 'documentCompleted'
                   12 |         tiemout 2m
                      |         ^~~~~~~ did you mean 'timeout'?
                """)
    }

    @Test func `notes follow, each with its place`() {
        var repeated = mistake
        repeated.notes = [.init(file: "hookrunner.conf", line: 9, column: 5, message: "first given here")]
        #expect(repeated.rendered.split(separator: "\n").last == "hookrunner.conf:9:5: note: first given here")
    }

    @Test func `a mistake about a whole file has no line`() {
        var whole = Diagnostic(
            file: "a.conf", line: 0, column: 0, length: 0, message: "there is no endpoint", help: "add one")
        #expect(
            whole.rendered == """
                a.conf: error: there is no endpoint
                      | add one
                """)
        whole.help = nil
        #expect(whole.rendered == "a.conf: error: there is no endpoint")
    }

    @Test func `a warning says that it is one`() {
        var warning = mistake
        warning.severity = .warning
        #expect(warning.rendered.hasPrefix("hookrunner.conf:12:9: warning: unknown"))
    }

    @Test func `tabs stay tabs before the marker, and columns count characters`() {
        let loaded = Sample.load(
            "endpoint /x {\n\tprovider circularo\n\tunsigned\n\ton é\u{301}ö, 👨‍👩‍👧* rnu true\n}\n", needs: .check)
        #expect(
            loaded.diagnostics.last?.rendered == """
                hookrunner.conf:4:12: error: expected ',', 'run' or '{' after the event, got 'rnu'
                    4 | \ton é\u{301}ö, 👨‍👩‍👧* rnu true
                      | \t          ^~~ did you mean 'run'?
                """)
    }

    @Test func `numbers of six digits keep their gutter`() {
        let far = Diagnostic(file: "a", line: 123_456, column: 1, length: 1, message: "x")
        #expect(far.rendered(sourceLine: "y") == "a:123456:1: error: x\n123456 | y\n       | ^")
    }

    @Test func `of a very long line only what is around the place is shown`() throws {
        let line = "run true " + String(repeating: "x", count: 5000) + " > " + String(repeating: "y", count: 5000)
        let loaded = Sample.load("endpoint /x {\nprovider circularo\nsecret env KEY\non * \(line)\n}\n")
        let lines = try #require(loaded.diagnostics.first).rendered.split(separator: "\n")
        #expect(lines[1].count == 208)
        #expect(lines[1].contains("x > y"))
        let marker = try #require(Array(lines[2]).firstIndex(of: "^"))
        #expect(Array(lines[1])[marker] == ">")
    }

    @Test func `an excerpt cannot move the cursor`() throws {
        let loaded = Sample.load("\u{1B}[2Jlog\u{202E} \u{7}\n")
        #expect(!loaded.rendered.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    }
}
