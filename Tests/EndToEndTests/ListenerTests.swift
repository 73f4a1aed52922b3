import Formats
import Foundation
import Support
import Testing

/// Where requests are taken in: sockets of the file system, of the service manager, and several at once.
@Suite(.timeLimit(.minutes(4))) struct ListenerTests {
    static let body = #"{"event":"documentCompleted"}"#

    /// Binds a socket, and becomes the daemon with it as descriptor 3: sd_listen_fds(3).
    private static let activation = [
        "/usr/bin/perl", "-MSocket", "-MPOSIX", "-e",
        """
        $^F = 100; socket(my $s, PF_INET, SOCK_STREAM, 0) or die; bind($s, sockaddr_in(0, INADDR_LOOPBACK)) or die; listen($s, 9);
        POSIX::dup2(fileno($s), 3); $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$; exec @ARGV;
        """,
    ]

    private func curl(_ daemon: RunningDaemon, _ options: String...) async throws -> String {
        let signature = try await RunningDaemon.signature(of: Self.body)
        return try await Program.run(
            [
                "-s", "-w", "%{http_code}", "-o", "/dev/null", "-H", "x-circularo-signature: \(signature)", "-d",
                Self.body,
            ]
                + options, executable: "/usr/bin/curl"
        ).output
    }

    @Test func `a unix socket takes requests in, has its mode, and goes with the daemon`() async throws {
        let settings = "listen unix:hook.sock mode 0606"
        try await RunningDaemon.with(hooks: "on * run touch ran", settings: settings) { daemon in
            let path = daemon.directory.file("hook.sock")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o606)
            #expect(try await curl(daemon, "--unix-socket", path, "http://h/circularo") == "202")
            try await eventually { daemon.directory.text(of: "ran") != nil }
            try await eventually { await daemon.log.contains("client=unix") }
            try await daemon.end(with: SIGTERM)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `a unix socket that nobody answers on is replaced, and no other file is`() async throws {
        let settings = "listen unix:hook.sock"
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon in
            try await daemon.end(with: SIGKILL)
            let path = daemon.directory.file("hook.sock")
            #expect(FileManager.default.fileExists(atPath: path))
            try await daemon.start()
            #expect(try await curl(daemon, "--unix-socket", path, "http://h/circularo") == "202")

            let text = try #require(daemon.directory.text(of: "hookrunner.conf"))
            try daemon.directory.write(text.replacing(daemon.journalLine, with: "journal other"), to: "second.conf")
            let second = try await daemon.serve("second.conf")
            #expect(second.status == 1)
            #expect(second.messages.contains("cannot listen on unix:\(path): the address is in use by another program"))
            #expect(try await curl(daemon, "--unix-socket", path, "http://h/circularo") == "200")

            try daemon.directory.write("precious", to: "plain")
            let third = text.replacing(daemon.journalLine, with: "journal other").replacing("hook.sock", with: "plain")
            try daemon.directory.write(third, to: "third.conf")
            let refused = try await daemon.serve("third.conf")
            #expect(refused.status == 1 && refused.messages.contains("the file there is not a socket"))
            #expect(daemon.directory.text(of: "plain") == "precious")
        }
    }

    @Test func `the service manager's socket takes requests in`() async throws {
        let hooks = "on * run touch ran"
        try await RunningDaemon.with(hooks: hooks, settings: "listen systemd", launcher: Self.activation) { daemon in
            let addresses = await daemon.addresses
            #expect(addresses.count == 2)
            #expect(try await curl(daemon, "http://\(addresses[1])/circularo") == "202")
            try await eventually { daemon.directory.text(of: "ran") != nil }
        }
    }

    @Test func `the daemon does not start with a missing socket of the service manager, or one for another process`()
        async throws
    {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let text = try #require(daemon.directory.text(of: "hookrunner.conf"))
            let changed = text.replacing("listen 127.0.0.1:0", with: "listen systemd")
            try daemon.directory.write(changed.replacing(daemon.journalLine, with: "journal other"), to: "second.conf")
            for environment in [[:], ["LISTEN_FDS": "1", "LISTEN_PID": "1"]] {
                let outcome = try await daemon.serve("second.conf", environment: environment)
                #expect(outcome.status == 1)
                #expect(outcome.messages.contains("cannot listen on systemd: the service manager passed no socket"))
            }
        }
    }

    @Test(arguments: [
        ("listen ADDRESS", "the address is in use by another program"),
        ("listen 192.0.2.1:8080", "no interface of this machine has this address"),
        ("listen unix:none/hook.sock", "no such directory"),
    ])
    func `what cannot be had is one clear line, and the other listeners are let go of`(
        line: String, reason: String
    ) async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let text = try #require(daemon.directory.text(of: "hookrunner.conf"))
            let bad = line.replacing("ADDRESS", with: await daemon.address)
            let changed = text.replacing(daemon.journalLine, with: "journal other\nlisten unix:own.sock\n\(bad)")
            try daemon.directory.write(changed, to: "second.conf")
            let outcome = try await daemon.serve("second.conf")
            #expect(outcome.status == 1)
            #expect(outcome.messages.split(separator: "\n").count == 1 && outcome.messages.contains(reason))
            #expect(!FileManager.default.fileExists(atPath: daemon.directory.file("own.sock")))
        }
    }

    @Test func `where one address cannot be had, one line says so, and no other is left open`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let text = try #require(daemon.directory.text(of: "hookrunner.conf"))
            let address = await daemon.address
            for (address, reason) in [
                (address, "the address is in use by another program"),
                ("192.0.2.77:8080", "no interface of this machine has this address"),
            ] {
                let changed = text.replacing("127.0.0.1:0", with: "unix:left.sock\nlisten \(address)")
                try daemon.directory.write(
                    changed.replacing(daemon.journalLine, with: "journal other"), to: "second.conf")
                let second = try await daemon.serve("second.conf")
                #expect(second.status == 1)
                #expect(second.messages == "hookrunner: cannot listen on \(address): \(reason)\n")
                #expect(!FileManager.default.fileExists(atPath: daemon.directory.file("left.sock")))
            }
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can run the program as another user"))
    func `a port that needs root is a clear error`() async throws {
        let setpriv = "/usr/bin/setpriv"
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let text = try #require(daemon.directory.text(of: "hookrunner.conf"))
            let changed = text.replacing("127.0.0.1:0", with: "127.0.0.1:81")
            try daemon.directory.write(changed.replacing(daemon.journalLine, with: "journal other"), to: "second.conf")
            let outcome = try await Program.run(
                ["--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service", Program.path, "serve", "-c"]
                    + [daemon.directory.file("second.conf")], executable: setpriv,
                environment: ["CIRCULARO_SECRET": RunningDaemon.secret])
            #expect(outcome.status == 1 && outcome.messages.contains("ports below 1024 need root"))
        }
    }
}

extension RunningDaemon {
    /// Starts another daemon with a file of this directory, and waits for its end: it is expected to fail.
    func serve(_ file: String, environment: [String: String] = [:]) async throws -> Program.Outcome {
        try await Program.run(
            ["serve", "-c", directory.file(file)],
            environment: ["CIRCULARO_SECRET": Self.secret].merging(environment) { $1 }, directory: directory.path)
    }
}
