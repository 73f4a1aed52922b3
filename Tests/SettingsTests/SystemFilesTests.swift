import Formats
import Glibc
import Testing
import Values

@testable import Settings

@Suite struct SystemFilesTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path }

    init() throws {
        directory = try TemporaryDirectory()
        mkdir("\(path)/directory", 0o700)
    }

    private func load(_ lines: String, keyMode: mode_t = 0o600, key: String = "k3y-0123456789abc\n") throws
        -> LoadedConfiguration
    {
        try directory.write(key, to: "key", mode: keyMode)
        try directory.write("#!/bin/sh\n", to: "go", mode: 0o700)
        try directory.write("endpoint /x {\nprovider circularo\n\(lines)\n}\n", to: "a.conf")
        return ConfigurationFile.load("\(path)/a.conf", environment: ["PATH": "/usr/bin:/bin"], needs: .check)
    }

    @Test func `a good configuration is read from disk`() throws {
        let loaded = try load("secret file key\non * run ./go\non sign* run sh -c true")
        #expect(loaded.rendered == "")
        let endpoint = try #require(loaded.configuration?.endpoints.first)
        #expect(endpoint.secrets == [Secret(Array("k3y-0123456789abc".utf8))])
        #expect(endpoint.hooks[0].command.words[0].parts == [.text("\(path)/go")])
        #expect(loaded.files == ["\(path)/a.conf", "\(path)/key"])
    }

    @Test(arguments: [
        (mode_t(0o644), true, [" is readable by all users (mode 0644)"]),
        (0o602, false, [" is writable by all users (mode 0602)"]),
        (
            0o666, false,
            [
                " is writable by all users (mode 0666)",
                " is readable by all users (mode 0666)",
            ]
        ),
    ])
    func `a key that others can read is a warning, one that they can write an error`(
        mode: mode_t, isUsable: Bool, texts: [String]
    ) throws {
        let loaded = try load("secret file key\non * run ./go", keyMode: mode)
        #expect(loaded.diagnostics.map(\.message) == texts.map { "secret file \(path)/key\($0)" })
        #expect((loaded.configuration != nil) == isUsable)
    }

    @Test(arguments: [mode_t(0o600), 0o400, 0o440, 0o640])
    func `a key that its owner and group can read is neither`(mode: mode_t) throws {
        #expect(try load("secret file key\non * run ./go", keyMode: mode).rendered == "")
    }

    @Test(arguments: ["", "\n", "\r\n"])
    func `an empty key is an error`(key: String) throws {
        let loaded = try load("secret file key\non * run ./go", key: key)
        #expect(loaded.diagnostics.map(\.message) == ["secret file \(path)/key: the key is empty"])
        #expect(loaded.configuration == nil)
    }

    @Test func `directories and what is missing are told apart`() throws {
        let loaded = try load("secret file ./directory\nsecret file ./nope\non * run ./nope\non sign* run ./directory")
        #expect(
            loaded.diagnostics.map(\.message) == [
                "secret file \(path)/directory: this is a directory, not a file",
                "secret file \(path)/nope: no such file", "program \(path)/nope: no such file",
                "program \(path)/directory: this is a directory",
            ])
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func `what may not be read says who may not`() throws {
        let loaded = try load("secret file key\non * run ./go", keyMode: 0)
        let expected = "secret file \(path)/key: permission denied (running as uid \(geteuid()))"
        #expect(loaded.diagnostics.map(\.message) == [expected])
    }

    @Test func `a configuration that is a directory says so`() {
        let loaded = ConfigurationFile.load("\(path)/directory", environment: [:], needs: .check)
        #expect(
            loaded.rendered == "\(path)/directory: error: cannot read this file: this is a directory, not a file\n")
    }

    @Test func `patterns are those of glob(7), in order`() throws {
        try directory.write("log text\n", to: "c.conf")
        try directory.write("log json\n", to: "b.conf")
        try directory.write("include [b-z].conf\n", to: "a.conf")
        let loaded = ConfigurationFile.load("\(path)/a.conf", environment: [:], needs: .check)
        #expect(loaded.files == ["a", "b", "c"].map { "\(path)/\($0).conf" })
        #expect(loaded.diagnostics.last?.notes.first?.file == "\(path)/b.conf")
    }

    @Test func `what never ends is not read for ever`() {
        let loaded = ConfigurationFile.load("/dev/zero", environment: [:], needs: .check)
        #expect(loaded.rendered == "/dev/zero: error: cannot read this file: longer than 4096 KiB\n")
    }

    @Test func `the working directory is known`() throws {
        #expect(try #require(FileSource.system.workingDirectory).hasPrefix("/"))
    }
}
