import Formats
import Glibc
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
        #expect(loaded.diagnostics.map(\.message) == ["a NUL byte", "there is no endpoint"])
        #expect(loaded.diagnostics.first?.line == 2)
    }

    @Test func `invalid UTF-8 is shown once a line, where it is`() {
        let loaded = load(Array("log tex".utf8) + [0xE9, 0xFF] + Array("\n# ok é\n# ".utf8) + [0xC3, 0x0A])
        let found = loaded.diagnostics.filter { $0.message == "this is not UTF-8" }
        #expect(found.map { [$0.line, $0.column] } == [[1, 8], [3, 3]])
    }

    /// The processor's time, so that a machine with other work does not count.
    private var threadTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    @Test func `nor do five thousand endpoints and ten thousand hooks`() throws {
        let endpoints = (0..<5000).map {
            "endpoint /e\($0) {\nprovider github\nsecret env KEY\non push run true {ref}\non tag run true\n}\n"
        }
        let start = threadTime
        let loaded = Sample.load("listen 127.0.0.1:80\n" + endpoints.joined())
        #expect(threadTime - start < .seconds(60))
        #expect(try #require(loaded.configuration).endpoints.count == 5000)
    }

    @Test func `a file of one megabyte takes no time that a person would notice`() throws {
        let hook =
            "  on documentCompleted { # a comment that fills the line, as people write them\n"
            + "    run /bin/true --id {documentId} \"a quoted word\"\n    timeout 2m\n  }\n"
        let hooks = String(repeating: hook, count: (1 << 20) / hook.utf8.count)
        let text = "endpoint /x {\n  provider circularo\n  unsigned\n\(hooks)}\n"
        let start = threadTime
        let loaded = Sample.load(text.replacing("{ #", with: "{\n#"), needs: .check)
        #expect(threadTime - start < .seconds(20))
        #expect(loaded.configuration?.endpoints[0].hooks.count == hooks.utf8.count / hook.utf8.count)
    }

    @Test func `a thousand mistakes are enough`() {
        let loaded = Sample.load(String(repeating: "nonsense \"\n", count: 20_000))
        #expect(loaded.diagnostics.contains { $0.message == "more than 1000 errors; the others are not shown" })
        #expect(loaded.diagnostics.count < 1010)
        #expect(loaded.configuration == nil)
    }

    @Test func `however many warnings there are, the configuration can be used`() throws {
        let hooks = (0..<1500).map { "on x\($0) run /bin/true\n" }.joined()
        let loaded = Sample.load("listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\n\(hooks)}\n")
        #expect(try #require(loaded.configuration).endpoints[0].hooks.count == 1500)
        #expect(loaded.diagnostics.count == 1001 && loaded.diagnostics.allSatisfy { $0.severity == .warning })
        #expect(loaded.diagnostics.contains { $0.message == "more than 1000 warnings; the others are not shown" })
    }

    @Test func `warnings leave room for errors`() {
        let hooks = (0..<1500).map { "on x\($0) run /bin/true\n" }.joined()
        let loaded = Sample.load("endpoint /x {\nprovider circularo\nsecret env KEY\n\(hooks)nonsense\n}\n")
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.contains { $0.message.hasPrefix("unknown directive 'nonsense'") })
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
