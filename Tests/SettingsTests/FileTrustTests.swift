import Formats
import Glibc
import Testing
import Values

@testable import Settings

/// Whose files are obeyed: decided in values, then tried on a world of files, then as root on the system's own.
@Suite struct FileTrustTests {
    private static let endpoint =
        "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\non * run true\n}\n"

    /// Loads in a world in which the process is user 500; files belong to root unless `owners` says otherwise.
    private func load(
        _ path: String?, _ files: [String: String], owners: [String: UInt32] = [:],
        modes: [String: UInt32] = [:], directories: Set<String> = []
    ) -> LoadedConfiguration {
        let world = FileSource.memory(
            files.merging(["/bin/true": "#!"]) { $1 }, directories: directories, modes: modes, owners: owners,
            userID: 500)
        return ConfigurationFile.load(
            path, environment: ["KEY": "a key of 16 bytes or more", "PATH": "/bin"], files: world, needs: .serve)
    }

    private func said(_ loaded: LoadedConfiguration) -> [String] {
        loaded.diagnostics.map { "\($0.severity): \($0.message)" }
    }

    /// Owner and mode of a file; group and owner have the same number.
    @Test(arguments: [
        (UInt32(0), UInt32(0o644), FileTrust.Use.obeyed, [Diagnostic.Severity]()), (500, 0o600, .obeyed, []),
        (500, 0o664, .obeyed, []), (0, 0o440, .key, []),
        (7, 0o600, .obeyed, [.error]), (7, 0o600, .chosen, [.warning]), (7, 0o600, .key, [.warning]),
        (0, 0o666, .obeyed, [.error]), (0, 0o666, .chosen, [.error]), (0, 0o602, .key, [.error]),
        (7, 0o666, .chosen, [.warning, .error]),
    ])
    func `what others can write is an error`(
        owner: UInt32, mode: UInt32, use: FileTrust.Use, severities: [Diagnostic.Severity]
    ) {
        let file = FileOwnership(owner: owner, group: owner, mode: mode)
        #expect(FileTrust(userID: 500).doubts(about: file, as: use, "file", "/f").map(\.severity) == severities)
    }

    @Test func `a shared group that may write is a warning`() {
        let file = FileOwnership(owner: 0, group: 50, mode: 0o664)
        for use in [FileTrust.Use.chosen, .obeyed, .key] {
            #expect(
                FileTrust(userID: 500).doubts(about: file, as: use, "include", "/f") == [
                    .init(
                        severity: .warning, message: "include /f is writable by group 50 (mode 0664)",
                        help: "chmod g-w /f")
                ])
        }
    }

    @Test func `a named configuration may belong to anybody, and then its includes may, too`() {
        let files = ["/etc/h.conf": "include /etc/d/*\n", "/etc/d/a": Self.endpoint]
        let owners: [String: UInt32] = ["/etc/h.conf": 7, "/etc/d/a": 7, "/etc/d": 7]
        let loaded = load("/etc/h.conf", files, owners: owners, directories: ["/etc/d"])
        #expect(said(loaded) == ["warning: configuration /etc/h.conf belongs to uid 7"])
        #expect(loaded.configuration != nil)
    }

    @Test(arguments: [
        (["/etc/d/a": UInt32(7)], [String: UInt32](), "include /etc/d/a belongs to uid 7"),
        (["/etc/d": 7], [:], "directory /etc/d belongs to uid 7"),
        ([:], ["/etc/d/a": 0o646], "include /etc/d/a is writable by all users (mode 0646)"),
        ([:], ["/etc/d": 0o1777], "directory /etc/d is writable by all users (mode 01777)"),
        (
            [:], ["/etc/h.conf": 0o666],
            "configuration /etc/h.conf is writable by all users (mode 0666)"
        ),
    ])
    func `an include of others is refused`(owners: [String: UInt32], modes: [String: UInt32], message: String) {
        let files = ["/etc/h.conf": "include /etc/d/*\n", "/etc/d/a": Self.endpoint]
        let loaded = load("/etc/h.conf", files, owners: owners, modes: modes, directories: ["/etc/d"])
        #expect(said(loaded) == ["error: \(message)"])
        #expect(loaded.configuration == nil)
    }

    @Test func `a plain name asks for no directory`() {
        let files = ["/etc/h.conf": "include /etc/d/a\n", "/etc/d/a": Self.endpoint]
        #expect(said(load("/etc/h.conf", files, modes: ["/etc/d": 0o777], directories: ["/etc/d"])) == [])
    }

    @Test(arguments: [
        (["hookrunner.conf": UInt32(7)], [String: UInt32](), "not used: this file belongs to uid 7"),
        ([".": 7], [:], "not used: the working directory belongs to uid 7"),
        ([:], ["hookrunner.conf": 0o666], "not used: this file is writable by all users"),
        ([:], [".": 0o777], "not used: the working directory is writable by all users"),
    ])
    func `a configuration that is found in the working directory must be the caller's`(
        owners: [String: UInt32], modes: [String: UInt32], message: String
    ) {
        // What it says is not looked at.
        let files = ["hookrunner.conf": "nonsense\n", "/etc/hookrunner/hookrunner.conf": Self.endpoint]
        let loaded = load(nil, files, owners: owners, modes: modes, directories: ["."])
        #expect(
            loaded.rendered == """
                hookrunner.conf: error: \(message)
                      | to use it anyway, pass -c hookrunner.conf

                """)
    }

    @Test func `one's own file in a sticky directory is used`() {
        let files = ["hookrunner.conf": Self.endpoint]
        let owners: [String: UInt32] = ["hookrunner.conf": 500]
        #expect(said(load(nil, files, owners: owners, modes: [".": 0o1777], directories: ["."])) == [])
    }

    @Test func `with -c it is used, and its owner is named`() {
        let loaded = load("hookrunner.conf", ["hookrunner.conf": Self.endpoint], owners: ["hookrunner.conf": 7])
        #expect(said(loaded) == ["warning: configuration hookrunner.conf belongs to uid 7"])
        #expect(loaded.diagnostics.first?.help == "chown it to root or to uid 500, as which hookrunner runs")
        #expect(loaded.configuration != nil)
    }

    #if PostgreSQL
    @Test func `a file of passwords is judged as a key`() {
        let url = "journal postgresql://u@h/d?sslmode=require&passfile=/run/pass%20word\n"
        let loaded = load(
            "/etc/h.conf", ["/etc/h.conf": url + Self.endpoint, "/run/pass word": "x"], owners: ["/run/pass word": 7],
            modes: ["/run/pass word": 0o606])
        #expect(said(loaded).contains("warning: passfile /run/pass word belongs to uid 7"))
        #expect(
            said(loaded).contains(
                "error: passfile /run/pass word is writable by all users (mode 0606)"))
    }
    #endif

    // What is left needs files of another user, which only root can make.

    private static let nobody: uid_t = 65534

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `on disk the opened file counts, not the link to it`() throws {
        let place = try TemporaryDirectory()
        try place.write(Self.endpoint, to: "a.conf")
        try place.write("include b.conf\n", to: "c.conf")
        symlink("\(place.path)/a.conf", "\(place.path)/b.conf")
        func load() -> LoadedConfiguration {
            ConfigurationFile.load(
                "\(place.path)/c.conf", environment: ["KEY": "a key of 16 bytes or more", "PATH": "/bin"], needs: .serve
            )
        }
        #expect(load().rendered == "")
        lchown("\(place.path)/b.conf", Self.nobody, 0)
        #expect(load().rendered == "")
        chown("\(place.path)/a.conf", Self.nobody, 0)
        #expect(load().diagnostics.map(\.message) == ["include \(place.path)/b.conf belongs to uid 65534"])
        #expect(load().configuration == nil)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `a secret of a group that may only read is accepted, as Kubernetes mounts it`() throws {
        let place = try TemporaryDirectory()
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret file key\non * run true\n}\n"
        try place.write(text, to: "a.conf")
        try place.write("k3y-0123456789abc\n", to: "key", mode: 0o440)
        chown("\(place.path)/key", 0, 65532)
        let loaded = ConfigurationFile.load("\(place.path)/a.conf", environment: ["PATH": "/bin"], needs: .serve)
        #expect(loaded.rendered == "")
    }
}
