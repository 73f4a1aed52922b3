import Testing
import Values

@testable import Settings

@Suite struct TextTests {
    private func load(_ bytes: [UInt8]) -> LoadedConfiguration {
        let world = FileSource(
            read: { _, _ in .success(bytes) }, status: { _ in .failure(.missing) }, matches: { _ in [] },
            workingDirectory: nil)
        return ConfigurationFile.load("a.conf", environment: [:], files: world, needs: .check)
    }

    @Test func `a file that is no text is not read any further`() {
        let loaded = load(Array("log text\n\u{7F}ELF".utf8) + [0, 1, 2, 0xFF, 0, 0x0A, 0])
        #expect(loaded.diagnostics.map(\.message) == ["a NUL byte", "there is no endpoint"])
        #expect(loaded.diagnostics.first?.line == 2)
    }

    @Test func `invalid UTF-8 is shown once a line, where it is`() {
        let loaded = load(Array("log tex".utf8) + [0xE9, 0xFF] + Array("\n# ok é\n# ".utf8) + [0xC3, 0x0A])
        let found = loaded.diagnostics.filter { $0.message == "this is not UTF-8" }
        #expect(found.map { [$0.line, $0.column] } == [[1, 8], [3, 3]])
    }

    @Test func `a file of one megabyte takes no time that a person would notice`() throws {
        let hook =
            "  on documentCompleted { # a comment that fills the line, as people write them\n"
            + "    run /bin/true --id {documentId} \"a quoted word\"\n    timeout 2m\n  }\n"
        let hooks = String(repeating: hook, count: (1 << 20) / hook.utf8.count)
        let text = "endpoint /x {\n  provider circularo\n  unsigned\n\(hooks)}\n"
        let clock = ContinuousClock()
        let start = clock.now
        let loaded = Sample.load(text.replacing("{ #", with: "{\n#"), needs: .check)
        #expect(clock.now - start < .seconds(20))
        #expect(loaded.configuration?.endpoints[0].hooks.count == hooks.utf8.count / hook.utf8.count)
    }

    @Test func `a thousand mistakes are enough`() {
        let loaded = Sample.load(String(repeating: "nonsense \"\n", count: 20_000))
        #expect(loaded.diagnostics.contains { $0.message == "more than 1000 mistakes; the others are not shown" })
        #expect(loaded.diagnostics.count < 1010)
        #expect(loaded.configuration == nil)
    }

    @Test(arguments: ["} ", "{ ", "a, ", "\"x\" ", "' ", "é\u{301} "])
    func `one endless line of configuration is read in bounded time`(piece: String) {
        let loaded = Sample.load(
            "on \(String(repeating: piece, count: 20_000))\n\(String(repeating: piece, count: 20_000))")
        #expect(loaded.configuration == nil)
        #expect(!loaded.rendered.isEmpty)
    }

    @Test func `words with line ends in them stay on one line of a message`() {
        let loaded = Sample.load("endpoint \"/\\nx: error: forged\" {\nrun \"a\\n/b\"\n}\n")
        #expect(!loaded.rendered.contains("\nx: error: forged"))
    }

    @Test func `blocks within blocks end somewhere`() {
        let loaded = Sample.load(String(repeating: "x {\n", count: 100_000))
        #expect(loaded.diagnostics.contains { $0.message == "blocks stand too deep within each other" })
    }
}
