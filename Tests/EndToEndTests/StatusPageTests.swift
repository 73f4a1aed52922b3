import Formats
import Foundation
import Support
import Testing

/// The status page, as curl gets it.
@Suite(.timeLimit(.minutes(4))) struct StatusPageTests {
    private static let evil = #"{"event":"<script>alert(1)</script>"}"#
    private static let hooks = #"""
        on documentCompleted run true
        on sign* run sh -c "printf 'secret <b>output</b>\\033[1m\\n'; exit 3"
        on rest run true
        """#

    private func ask(_ path: String, of daemon: RunningDaemon, _ options: String...) async throws -> String {
        let url = "http://\(await daemon.adminAddress)\(path)"
        return try await Program.run(
            ["-s", "-w", "\n%{http_code}", url] + options, executable: "/usr/bin/curl"
        ).output
    }

    /// The deliveries that a page lists, in its order.
    private func listed(_ page: String) -> [String] {
        page.matches(of: /href="\/deliveries\/([0-9A-Z]{26})"/).map { String($0.1) }
    }

    private func next(_ page: String) -> String? {
        page.firstMatch(of: /<a href="([^"]*)" rel="next">/).map { String($0.1).replacing("&amp;", with: "&") }
    }

    @discardableResult
    private func post(_ body: String, to daemon: RunningDaemon) async throws -> String {
        let answer = try await daemon.post(body)
        #expect(answer.status == 202)
        return answer.deliveryID
    }

    @Test func `the page is shown and nothing else done with it, whichever page it is`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 127.0.0.1:0") { daemon in
            let id = try await post(Self.evil, to: daemon)
            let pages = [("/", 200), ("/?state=failed&event=x", 200), ("/deliveries/\(id)", 200)]
            for (path, status) in pages + [("/deliveries/\(String(repeating: "0", count: 26))", 404)] {
                let answer = try await ask(path, of: daemon, "-i")
                #expect(answer.hasSuffix("\n\(status)"), "\(path)")
                let policy = try #require(answer.firstMatch(of: /\r\nContent-Security-Policy: (.*)\r\n/)).1
                for part in ["default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
                    #expect(policy.contains(part))
                }
                #expect(policy.contains(/style-src 'sha256-[A-Za-z0-9+\/]{43}='/) && !policy.contains("unsafe"))
                for field in [
                    "Content-Type: text/html; charset=utf-8", "X-Content-Type-Options: nosniff",
                    "Referrer-Policy: no-referrer", "Cache-Control: no-store",
                ] {
                    #expect(answer.contains("\r\n\(field)\r\n"), "\(path): \(field)")
                }
                #expect(!answer.contains("<script") && !answer.contains(" style=\""))
                // Every address in it is a path of its own.
                for match in answer.matches(of: /(?:src|href|action)="([^"]*)"/) {
                    #expect(match.1.hasPrefix("/") && !match.1.hasPrefix("//") || match.1 == "#main", "\(match.1)")
                }
                let head = try await ask(path, of: daemon, "-I")
                let length = try #require(answer.firstMatch(of: /\r\nContent-Length: (\d+)\r\n/)).1
                #expect(head.hasSuffix("\r\n\r\n\n\(status)"))
                // The others say how long the daemon has run.
                let isConstant = path.hasPrefix("/deliveries/")
                #expect(!isConstant || head.contains("\r\nContent-Length: \(length)\r\n"))
            }
        }
    }

    @Test func `the status page answers only GET, only to its own name, and only at its paths`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 127.0.0.1:0") { daemon in
            let id = try await post(Self.evil, to: daemon)
            for path in ["/", "/deliveries/\(id)"] {
                for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                    let answer = try await ask(path, of: daemon, "-i", "-X", method)
                    #expect(answer.hasSuffix("\n405") && answer.contains("\r\nAllow: GET, HEAD\r\n"))
                }
                #expect(try await ask(path, of: daemon, "-H", "Host: evil.example").hasSuffix("\n421"))
                #expect(try await ask(path, of: daemon, "-H", "Host: localhost").hasSuffix("\n200"))
            }
            for path in ["/index.html", "/deliveries", "/deliveries/", "/deliveries/x", "/deliveries/\(id)/", "//"] {
                #expect(try await ask(path, of: daemon).hasSuffix("\n404"), "\(path)")
            }
            for query in ["state=none", "before=1", "event=%zz"] {
                #expect(try await ask("/?\(query)", of: daemon).hasSuffix("\n400"), "\(query)")
            }
            let missing = try await ask("/deliveries/\(String(repeating: "0", count: 26))", of: daemon)
            #expect(missing.contains("No such delivery"))
        }
    }

    @Test func `deliveries are filtered, and pages follow each other while others come`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 127.0.0.1:0") { daemon in
            var ids: [String] = []
            for number in 0..<53 { ids.append(try await post(#"{"event":"rest","n":\#(number)}"#, to: daemon)) }
            let failed = try await post(#"{"event":"signRejected"}"#, to: daemon)
            let ignored = try await post(#"{"event":"a b&c"}"#, to: daemon)
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            #expect(try await listed(ask("/?event=signRejected", of: daemon)) == [failed])
            #expect(try await listed(ask("/?state=failed", of: daemon)) == [failed])
            #expect(try await listed(ask("/?event=a+b%26c&state=ignored", of: daemon)) == [ignored])
            #expect(try await ask("/?event=nothing", of: daemon).contains("No matching deliveries."))
            let first = try await ask("/?event=rest", of: daemon)
            #expect(listed(first).count == 50)
            try await post(#"{"event":"rest","n":"late"}"#, to: daemon)
            let second = try await ask(try #require(next(first)), of: daemon)
            #expect(Set(listed(first) + listed(second)) == Set(ids) && listed(second).count == 3)
            #expect(next(second) == nil)
        }
    }

    @Test func `a delivery shows its runs, attempts, output, payload, and what to type next`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 127.0.0.1:0") { daemon in
            let id = try await post(#"{"event":"signRejected","x":"<i>\#u{202e}"}"#, to: daemon)
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            let page = try await ask("/deliveries/\(id)", of: daemon)
            #expect(page.contains("secret &lt;b&gt;output&lt;/b&gt;") && page.contains("exit status 3"))
            #expect(page.contains("&lt;/b&gt;<span class=\"control\">\\u{1b}</span>[1m\n"))
            #expect(page.contains("&lt;i&gt;<span class=\"control\">\\u{202e}</span>"))
            let command = try #require(page.firstMatch(of: /<code class="command">(hookrunner retry .*)<\/code>/)).1
            #expect(command == "hookrunner retry -c \(daemon.directory.file("hookrunner.conf")) \(id)")
            let words = command.split(separator: " ").dropFirst().map(String.init)
            #expect(try await Program.run(words).status == 0)
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            try await eventually { try await ask("/deliveries/\(id)", of: daemon).contains("Output of attempt 2") }
        }
    }

    @Test func `where others reach the address, payloads and outputs are not shown unless it says so`() async throws {
        for (settings, shows) in [("admin 0.0.0.0:0", false), ("admin 0.0.0.0:0 show-payloads", true)] {
            try await RunningDaemon.with(hooks: Self.hooks, settings: settings) { daemon in
                let id = try await post(#"{"event":"signRejected","x":"secret payload"}"#, to: daemon)
                try await eventually { try await daemon.list("--state", "failed").count == 1 }
                let page = try await ask("/deliveries/\(id)", of: daemon)
                #expect(page.contains("exit status 3") && page.contains("hookrunner retry"))
                #expect(page.contains("secret payload") == shows && page.contains("secret &lt;b&gt;output") == shows)
                #expect(page.contains("are not shown here") == !shows)
                let check = try await daemon.command("check")
                #expect(check.output.contains("admin     0.0.0.0:0 (shows payloads)\n") == shows)
                #expect(check.messages.contains("payloads and output are readable by anyone") == shows)
            }
        }
    }

    @Test func `a unix socket shows payloads, too`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin unix:admin.sock") { daemon in
            let id = try await post(#"{"event":"other","x":"secret payload"}"#, to: daemon)
            let page = try await Program.run(
                ["-s", "--unix-socket", daemon.directory.file("admin.sock"), "http://any.example/deliveries/\(id)"],
                executable: "/usr/bin/curl")
            #expect(page.output.contains("secret payload") && page.output.contains("No hook matched this event."))
        }
    }

    @Test func `whether payloads are shown changes with the configuration`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 0.0.0.0:0") { daemon in
            let id = try await post(#"{"event":"other","x":"secret payload"}"#, to: daemon)
            #expect(try await !ask("/deliveries/\(id)", of: daemon).contains("secret payload"))
            let text = try #require(daemon.directory.text(of: "hookrunner.conf"))
            try daemon.directory.write(
                text.replacing("0.0.0.0:0", with: "0.0.0.0:0 show-payloads"), to: "hookrunner.conf")
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.contains("info reloaded") }
            #expect(try await ask("/deliveries/\(id)", of: daemon).contains("secret payload"))
        }
    }

    @Test func `a daemon that is shutting down says so`() async throws {
        let directory = try TemporaryDirectory()
        let gate = try Gate(in: directory)
        try await RunningDaemon.with(
            hooks: "on * run cat \(gate.path)", settings: "admin 127.0.0.1:0", in: directory
        ) { daemon in
            try await post(#"{"event":"x"}"#, to: daemon)
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            #expect(try await ask("/", of: daemon).contains("</span>Ready</h1>"))
            await daemon.send(SIGTERM)
            try await eventually { try await ask("/", of: daemon).contains("<li>the daemon is shutting down</li>") }
            try await gate.open()
            #expect(try await daemon.status() == 0)
        }
    }
}
