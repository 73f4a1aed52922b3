import Formats
import Testing
import Values

@testable import Settings

@Suite struct HooksDirectoryTests {
    /// Loads a directory `/h` of a user 500.
    private func load(
        _ files: [String: String], provider: String = "circularo", directories: Set<String> = [],
        owners: [String: UInt32] = [:], modes: [String: UInt32] = [:]
    ) -> LoadedConfiguration {
        var hooks = HooksDirectory(path: "/h")
        hooks.secret = HooksDirectory.SecretPlace(.env, "KEY")
        hooks.provider = provider
        let world = FileSource.memory(
            files, directories: directories.union(["/h"]), modes: modes, owners: owners, userID: 500)
        return ConfigurationFile.load(hooks: hooks, environment: ["KEY": "a key of 16 bytes or more"], files: world)
    }

    private func said(_ loaded: LoadedConfiguration) -> [String] {
        loaded.diagnostics.map { "\($0.severity): \($0.message)" }
    }

    @Test func `an executable runs for the event that it is named after`() throws {
        let loaded = load(["/h/signRequest": "#!", "/h/README": "text", "/h/signExpired.bak": "#!"])
        #expect(said(loaded) == [])
        #expect(try #require(loaded.configuration).endpoints[0].hooks.map(\.name) == ["signRequest"])
    }

    @Test func `an extension is part of the name, which is said`() throws {
        let loaded = load(["/h/ping.sh": "#!", "/h/charge.failed": "#!"], provider: "github")
        #expect(said(loaded) == ["warning: /h/ping.sh runs for the event 'ping.sh' only"])
        #expect(loaded.diagnostics.first?.help == "rename it to 'ping' to run it for that event")
        #expect(try #require(loaded.configuration).endpoints[0].hooks.count == 2)
    }

    @Test func `a name that the provider does not document is said`() {
        let loaded = load(["/h/signRequst": "#!"])
        #expect(said(loaded) == ["warning: circularo documents no event 'signRequst'"])
        #expect(loaded.diagnostics.first?.help == "did you mean 'signRequest'?")
    }

    @Test(arguments: ["signRequest", "signRequest.sh"])
    func `a hook that cannot be executed is said`(name: String) {
        let loaded = load(["/h/\(name)": "text", "/h/signExpired": "#!"])
        #expect(said(loaded) == ["warning: /h/\(name) is not executable, so it is not run"])
        #expect(loaded.diagnostics.first?.help == "chmod +x /h/\(name)")
    }

    @Test(arguments: [
        (["/h/signRequest": UInt32(7)], [String: UInt32](), "error: hook /h/signRequest belongs to uid 7"),
        (["/h/signExpired.d": 7], [:], "error: directory /h/signExpired.d belongs to uid 7"),
        (["/h/signExpired.d/a": 7], [:], "error: hook /h/signExpired.d/a belongs to uid 7"),
        ([:], ["/h": 0o777], "error: directory /h is writable by all users (mode 0777)"),
        ([:], ["/h": 0o1777], "error: directory /h is writable by all users (mode 01777)"),
    ])
    func `hooks of others are refused`(owners: [String: UInt32], modes: [String: UInt32], message: String) {
        let loaded = load(
            ["/h/signRequest": "#!", "/h/signExpired.d/a": "#!"], directories: ["/h/signExpired.d"], owners: owners,
            modes: modes)
        #expect(said(loaded) == [message])
        #expect(loaded.configuration == nil)
    }

    @Test func `a program that every user can write is refused, however it is named`() {
        let loaded = load(["/h/signRequest": "#!"], modes: ["/h/signRequest": 0o777])
        #expect(
            said(loaded).contains("error: hook /h/signRequest is writable by all users (mode 0777)"))
    }

    @Test func `a directory of another user is named by the caller, and so are its files`() {
        let loaded = load(["/h/signRequest": "#!"], owners: ["/h": 7, "/h/signRequest": 7])
        #expect(said(loaded) == ["warning: directory /h belongs to uid 7"])
        #expect(loaded.configuration != nil)
    }
}
