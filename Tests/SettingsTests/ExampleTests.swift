import Formats
import Testing
import Values

@testable import Settings

/// The example that is shipped works as it is, from a checkout.
@Suite struct ExampleTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    private let path = "\(root)/hooks.example/hookrunner.conf"
    private let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "CIRCULARO_SECRET": "k3y-0123456789abc"]

    @Test func `the example configuration has no mistakes and no warnings`() throws {
        let loaded = ConfigurationFile.load(path, environment: environment, needs: .serve)
        #expect(loaded.rendered == "")
        let found = try #require(loaded.configuration)
        #expect(found.journal == .directory("\(Self.root)/hooks.example/journal"))
        #expect(found.endpoints[0].hooks.count >= 4)
        #expect(loaded.secretVariables == ["CIRCULARO_SECRET"])
    }

    @Test func `the example configuration runs all the scripts beside it`() throws {
        let loaded = ConfigurationFile.load(path, environment: environment, needs: .serve)
        let hooks = try #require(loaded.configuration).endpoints.flatMap(\.hooks)
        let scripts = ["archive-document", "tell-channel", "mail-rejection", "log-event"]
        #expect(
            hooks.map { $0.command.words[0].parts } == scripts.map { [.text("\(Self.root)/hooks.example/\($0)")] })
    }

    /// The endpoints that can be included, with the variable that each needs.
    private static let others = [
        "github": "GITHUB_WEBHOOK_SECRET", "stripe": "STRIPE_WEBHOOK_SECRET", "pandadoc": "PANDADOC_SHARED_KEY",
        "dropbox-sign": "DROPBOX_SIGN_API_KEY", "custom": "SHOP_SECRET",
    ]

    @Test func `each example endpoint is named in the example configuration and has no mistakes`() throws {
        let main = String(decoding: try FileSource.system.read(path, 1 << 20).get().bytes, as: UTF8.self)
        let files = FileSource.system.matches("\(Self.root)/hooks.example/*.conf").filter { $0 != path }
        #expect(Set(files) == Set(Self.others.keys.map { "\(Self.root)/hooks.example/\($0).conf" }))
        for (name, variable) in Self.others {
            #expect(main.contains("\n# include \(name).conf\n"))
            let loaded = ConfigurationFile.load(
                "\(Self.root)/hooks.example/\(name).conf",
                environment: ["PATH": "/bin", variable: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], needs: .check)
            #expect(loaded.rendered == "", "\(name)")
            #expect(loaded.configuration?.endpoints.first?.hooks.isEmpty == false)
        }
    }

    @Test func `the example endpoints can be used together`() throws {
        let main = String(decoding: try FileSource.system.read(path, 1 << 20).get().bytes, as: UTF8.self)
        let system = FileSource.system
        let files = FileSource(
            read: { path, limit in
                path.hasSuffix("/hookrunner.conf")
                    ? .success(.init(Array(main.replacing("# include ", with: "include ").utf8)))
                    : system.read(path, limit)
            }, status: system.status, matches: system.matches, workingDirectory: system.workingDirectory)
        let keys = Dictionary(uniqueKeysWithValues: Self.others.values.map { ($0, "key of \($0)") })
        let loaded = ConfigurationFile.load(
            path, environment: environment.merging(keys) { $1 }, files: files, needs: .serve)
        #expect(loaded.rendered == "")
        #expect(loaded.configuration?.endpoints.count == 1 + Self.others.count)
    }

    @Test func `the example configuration without its variable names what is missing`() {
        let loaded = ConfigurationFile.load(path, environment: ["PATH": "/bin"], needs: .serve)
        #expect(loaded.diagnostics.map(\.message) == ["secret env CIRCULARO_SECRET: the variable is not set"])
    }

    @Test func `the example configuration is at most 60 lines long`() throws {
        let bytes = try FileSource.system.read(path, 1 << 20).get().bytes
        #expect(bytes.count { $0 == .lineFeed } <= 60)
    }
}
