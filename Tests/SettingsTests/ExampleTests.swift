import Testing
import Values

@testable import Settings

/// The example that is shipped works as it is, from a checkout.
@Suite struct ExampleTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    private let path = "\(root)/hooks.example/hookrunner.conf"
    private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "CIRCULARO_SECRET": "k3y"]

    @Test func `has no mistakes and no warnings`() throws {
        let loaded = ConfigurationFile.load(path, environment: environment, needs: .serve)
        #expect(loaded.rendered == "")
        let found = try #require(loaded.configuration)
        #expect(found.journal == .directory("\(Self.root)/hooks.example/journal"))
        #expect(found.endpoints[0].hooks.count >= 4)
        #expect(loaded.secretVariables == ["CIRCULARO_SECRET"])
    }

    @Test func `runs the scripts beside it, and all of them`() throws {
        let loaded = ConfigurationFile.load(path, environment: environment, needs: .serve)
        let hooks = try #require(loaded.configuration).endpoints.flatMap(\.hooks)
        let scripts = ["archive-document", "tell-channel", "mail-rejection", "log-event"]
        #expect(
            hooks.map { $0.command.words[0].parts } == scripts.map { [.text("\(Self.root)/hooks.example/\($0)")] })
    }

    @Test func `without its variable it says which is missing`() {
        let loaded = ConfigurationFile.load(path, environment: ["PATH": "/bin"], needs: .serve)
        #expect(loaded.diagnostics.map(\.message) == ["secret env CIRCULARO_SECRET: the variable is not set"])
    }

    @Test func `is short enough to be read`() throws {
        let bytes = try FileSource.system.read(path, 1 << 20).get()
        #expect(bytes.count { $0 == .lineFeed } <= 60)
    }
}
