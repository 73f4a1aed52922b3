import Formats
import Support
import Testing
import Values

@testable import Settings

@Suite struct TextTests {
    private func load(_ bytes: [UInt8]) -> LoadedConfiguration {
        let world = FileSource(
            read: { _, _ in .success(.init(bytes)) }, status: { _ in .failure(.missing) }, matches: { _ in [] },
            workingDirectory: nil)
        return ConfigurationFile.load("a.conf", environment: [:], files: world, needs: .check)
    }

    @Test func `a file that is no text is not read any further`() {
        let loaded = load(Array("log text\n\u{7F}ELF".utf8) + [0, 1, 2, 0xFF, 0, 0x0A, 0])
        #expect(loaded.diagnostics.map(\.message) == ["NUL byte", "missing 'endpoint'"])
        #expect(loaded.diagnostics.first?.line == 2)
    }

    @Test func `invalid UTF-8 is shown once a line, where it is`() {
        let loaded = load(Array("log tex".utf8) + [0xE9, 0xFF] + Array("\n# ok é\n# ".utf8) + [0xC3, 0x0A])
        let found = loaded.diagnostics.filter { $0.message == "invalid UTF-8" }
        #expect(found.map { [$0.line, $0.column] } == [[1, 8], [3, 3]])
    }

    @Test func `the cost of endpoints and hooks is linear`() throws {
        let isLinear = ProcessorTime.isLinear(from: 80) { count in
            let endpoints = (0..<count).map {
                "endpoint /e\($0) {\nprovider github\nsecret env KEY\non push run true {ref}\non tag run true\n}\n"
            }
            let loaded = Sample.load("listen 127.0.0.1:80\n" + endpoints.joined())
            #expect(loaded.configuration?.endpoints.count == count)
        }
        #expect(isLinear)
    }

    @Test func `the cost of a long block is linear`() throws {
        let hook =
            "  on documentCompleted {\n# a comment that fills the line, as people write them\n"
            + "    run /bin/true --id {documentId} \"a quoted word\"\n    timeout 2m\n  }\n"
        let isLinear = ProcessorTime.isLinear(from: 120) { count in
            let hooks = String(repeating: hook, count: count)
            let text = "endpoint /x {\n  provider circularo\n  unsigned\n\(hooks)}\n"
            #expect(Sample.load(text, needs: .check).configuration?.endpoints[0].hooks.count == count)
        }
        #expect(isLinear)
    }

    @Test func `a thousand mistakes are enough`() {
        let loaded = Sample.load(String(repeating: "nonsense \"\n", count: 2000))
        #expect(loaded.diagnostics.contains { $0.message == "more than 1000 errors; the rest are not shown" })
        #expect(loaded.diagnostics.count < 1010)
        #expect(loaded.configuration == nil)
    }

    @Test func `however many warnings there are, the configuration can be used`() throws {
        let hooks = (0..<1500).map { "on x\($0) run /bin/true\n" }.joined()
        let loaded = Sample.load("listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\n\(hooks)}\n")
        #expect(try #require(loaded.configuration).endpoints[0].hooks.count == 1500)
        #expect(loaded.diagnostics.count == 1001 && loaded.diagnostics.allSatisfy { $0.severity == .warning })
        #expect(loaded.diagnostics.contains { $0.message == "more than 1000 warnings; the rest are not shown" })
    }

    @Test func `warnings leave room for errors`() {
        let hooks = (0..<1500).map { "on x\($0) run /bin/true\n" }.joined()
        let loaded = Sample.load("endpoint /x {\nprovider circularo\nsecret env KEY\n\(hooks)nonsense\n}\n")
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.contains { $0.message.hasPrefix("unknown directive 'nonsense'") })
    }

    @Test(arguments: ["} ", "{ ", "a, ", "\"x\" ", "' ", "é\u{301} "])
    func `the cost of one long line is linear`(piece: String) {
        let isLinear = ProcessorTime.isLinear(from: 250) { count in
            let line = String(repeating: piece, count: count)
            let loaded = Sample.load("on \(line)\n\(line)")
            #expect(loaded.configuration == nil)
            #expect(!loaded.rendered.isEmpty)
        }
        #expect(isLinear)
    }

    @Test func `words with line ends in them stay on one line of a message`() {
        let loaded = Sample.load("endpoint \"/\\nx: error: forged\" {\nrun \"a\\n/b\"\n}\n")
        #expect(!loaded.rendered.contains("\nx: error: forged"))
    }

    @Test func `blocks within blocks end somewhere`() {
        let loaded = Sample.load(String(repeating: "x {\n", count: 10_000))
        #expect(loaded.diagnostics.contains { $0.message == "blocks are nested too deeply" })
    }
}
