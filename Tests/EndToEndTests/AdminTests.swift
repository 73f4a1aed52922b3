import Formats
import Foundation
import Support
import Testing

/// The admin address.
@Suite(.timeLimit(.minutes(4))) struct AdminTests {
    static let body = #"{"event":"documentCompleted"}"#

    private func ask(_ path: String, of daemon: RunningDaemon, _ options: String...) async throws -> String {
        try await ask(path, of: daemon, options)
    }

    private func ask(_ path: String, of daemon: RunningDaemon, _ options: [String]) async throws -> String {
        let address = await daemon.adminAddress
        return try await Program.run(
            ["-s", "-w", "%{http_code}", "http://\(address)\(path)"] + options, executable: "/usr/bin/curl"
        ).output
    }

    @Test func `a daemon says that it is alive and ready, and nothing at any other path`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: "admin 127.0.0.1:0") { daemon in
            #expect(try await ask("/healthz", of: daemon) == "{\"alive\":true}\n200")
            #expect(try await ask("/readyz?verbose", of: daemon) == "{\"ready\":true,\"reasons\":[]}\n200")
            #expect(try await ask("/circularo", of: daemon) == "{\"error\":\"not found\"}\n404")
            #expect(try await ask("/healthz", of: daemon, "-d", "x") == "{\"error\":\"method not allowed\"}\n405")
            let head = try await ask("/healthz", of: daemon, "-I")
            #expect(head.contains("HTTP/1.1 200") && head.contains("Content-Length: 15\r\n"))
            #expect(head.contains("Cache-Control: no-store\r\n"))
            let allowed = try await ask("/readyz", of: daemon, "-X", "DELETE", "-i")
            #expect(allowed.contains("Allow: GET, HEAD\r\n"))
            // Nor is it said where deliveries come in.
            let answer = try await Program.run(
                ["-s", "http://\(await daemon.address)/healthz"], executable: "/usr/bin/curl")
            #expect(answer.output == "{\"error\":\"not found\"}\n")
        }
    }

    @Test func `a request by a name that leads here from elsewhere is refused`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: "admin 127.0.0.1:0") { daemon in
            let foreign = try await ask("/readyz", of: daemon, "-H", "Host: evil.example:8081")
            #expect(foreign.hasSuffix("421"))
            #expect(try await ask("/readyz", of: daemon, "-H", "Host: localhost:8081").hasSuffix("200"))
            #expect(try await ask("/readyz", of: daemon, "-0", "-H", "Host:").hasSuffix("200"))
        }
    }

    @Test func `a page from elsewhere gets nothing, but a link to the status page works`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: "admin 127.0.0.1:0") { daemon in
            let foreign = ["-H", "Sec-Fetch-Site: cross-site"]
            let link = foreign + ["-H", "Sec-Fetch-Mode: navigate", "-H", "Sec-Fetch-Dest: document"]
            let frame = foreign + ["-H", "Sec-Fetch-Mode: navigate", "-H", "Sec-Fetch-Dest: iframe"]
            for path in ["/", "/healthz", "/readyz", "/metrics", "/deliveries/01KAS5C9J2Q7J8Y4M6W3T1XNZB"] {
                for headers in [foreign, frame, ["-H", "Origin: https://evil.example"]] {
                    let answer = try await ask(path, of: daemon, headers)
                    #expect(answer == "{\"error\":\"cross-site request\"}\n403", "\(path) \(headers)")
                }
            }
            #expect(try await ask("/", of: daemon, link).hasSuffix("200"))
            #expect(try await ask("/readyz", of: daemon, link).hasSuffix("403"))
            #expect(try await ask("/metrics", of: daemon, ["-H", "Sec-Fetch-Site: none"]).hasSuffix("200"))
            // Behind a name of its own that leads here, a page is of the same origin; the name gives it away.
            let rebound = ["-H", "Host: evil.example", "-H", "Sec-Fetch-Site: same-origin"]
            #expect(try await ask("/", of: daemon, rebound).hasSuffix("421"))
        }
    }

    @Test func `a unix socket answers, has its mode, and goes with the daemon`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: "admin unix:admin.sock mode 0600") { daemon in
            let path = daemon.directory.file("admin.sock")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let answer = try await Program.run(
                ["-s", "--unix-socket", path, "http://hookrunner/readyz"], executable: "/usr/bin/curl")
            #expect(answer.output == "{\"ready\":true,\"reasons\":[]}\n")
            try await daemon.end(with: SIGTERM)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `while commands get their time to end, the daemon is alive, but not ready`() async throws {
        let directory = try TemporaryDirectory()
        let gate = try Gate(in: directory)
        try await RunningDaemon.with(
            hooks: "on * run cat \(gate.path)", settings: "admin 127.0.0.1:0", in: directory
        ) { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            await daemon.send(SIGTERM)
            try await eventually { try await ask("/readyz", of: daemon).hasSuffix("503") }
            #expect(try await ask("/readyz", of: daemon).contains(#"[{"name":"draining","text":"the daemon is"#))
            #expect(try await ask("/healthz", of: daemon).hasSuffix("200"))
            try await gate.open()
            #expect(try await daemon.status() == 0)
        }
    }

    @Test func `a run that is late makes it unready until the run has its turn`() async throws {
        let directory = try TemporaryDirectory()
        let gate = try Gate(in: directory)
        let settings = "admin 127.0.0.1:0\nmax-running 1\nready-max-lag 1ms"
        try await RunningDaemon.with(hooks: "on * run cat \(gate.path)", settings: settings, in: directory) { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            #expect(try await ask("/readyz", of: daemon).hasSuffix("200"))
            #expect(try await daemon.post(#"{"event":"second"}"#).status == 202)
            try await eventually { try await ask("/readyz", of: daemon).contains(#"[{"name":"runs-late","#) }
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            try await gate.open()
            try await eventually { try await ask("/readyz", of: daemon).hasSuffix("200") }
        }
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["TSAN_OPTIONS"] == nil, "ThreadSanitizer's own file is larger"),
        .enabled(if: RunningDaemon.usesDirectory, "a limit of files is none of a database"))
    func `a journal that cannot be written makes it unready, also if nobody sends anything`() async throws {
        let settings = "admin 127.0.0.1:0"
        // Nothing can be written beyond this size; the journal's log soon reaches it. SIGXFSZ is ignored, as the shell
        // says.
        let launcher = ["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 256; exec \"$@\"", "sh"]
        try await RunningDaemon.with(hooks: "on * run true", settings: settings, launcher: launcher) { daemon in
            #expect(try await ask("/readyz", of: daemon).hasSuffix("200"))
            try await eventually { try await ask("/readyz", of: daemon).hasSuffix("503") }
            #expect(try await ask("/readyz", of: daemon).contains(#""name":"journal-failed""#))
            #expect(try await ask("/healthz", of: daemon).hasSuffix("200"))
            try await eventually { await daemon.log.contains("error journal-failed") }
        }
    }

    @Test func `a new address takes effect after a restart, as the log says`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: "admin 127.0.0.1:0") { daemon in
            let text = try #require(daemon.directory.text(of: "hookrunner.conf"))
            let changed = text.replacing("admin 127.0.0.1:0", with: "admin unix:admin.sock\nready-max-lag 5m")
            try daemon.directory.write(changed, to: "hookrunner.conf")
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.contains("info reloaded") }
            #expect(await daemon.log.contains("a new 'admin' takes effect after a restart"))
            #expect(try await ask("/readyz", of: daemon).hasSuffix("200"))
        }
    }
}

extension RunningDaemon {
    /// `host:port` where it tells how it is.
    var adminAddress: String {
        log.split(separator: "\n").lazy.compactMap { $0.split(separator: "admin-listening address=").dropFirst().first }
            .first.map(String.init) ?? ""
    }
}
