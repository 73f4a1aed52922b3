import Formats
import Testing
import Values

@testable import Settings

@Suite struct ConfigurationFileTests {
    private func configuration(_ text: String) throws -> Configuration {
        let loaded = Sample.load(text)
        #expect(loaded.rendered == "")
        return try #require(loaded.configuration)
    }

    private func hooks(_ lines: String) throws -> [Hook] {
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\n\(lines)\n}\n"
        return try configuration(text).endpoints[0].hooks
    }

    private func field(_ text: String) throws -> FieldPath { try #require(FieldPath(text)) }

    @Test func `an empty hookrunner.conf lacks what it needs`() {
        #expect(
            Sample.load("").rendered == """
                hookrunner.conf: error: missing 'endpoint'
                      | add 'endpoint /PATH {', a provider and hooks
                hookrunner.conf: error: missing 'listen'
                      | add 'listen 127.0.0.1:8080'

                """)
        #expect(Sample.load("", needs: .check).diagnostics.count == 1)
    }

    @Test func `what is not said has the defaults of the manual`() throws {
        let endpoint = "endpoint /x {\nprovider circularo\nsecret env KEY\non * run true\n}\n"
        let found = try configuration("listen 127.0.0.1:80\n\(endpoint)")
        #expect(found.journal == .directory("/var/lib/hookrunner"))
        #expect(found.maximumRunning == 8)
        #expect(found.shutdownTimeout == .seconds(30))
        #expect(found.log == LogSettings())
        #expect(found.endpoints[0].maximumBodyBytes == 1 << 20)
        #expect(found.endpoints[0].duplicates == .drop(within: .seconds(86_400)))
        let hook = found.endpoints[0].hooks[0]
        #expect(hook.timeout == .seconds(300))
        #expect(hook.retry == .never)
        #expect(hook.order == .parallel)
        #expect(hook.maximumRunning == nil)
    }

    @Test(arguments: [
        ("", "1MiB", 64), ("", "32MiB", 64), ("", "40MiB", 80), ("", "512MiB", 1024),
        ("max-request-memory 16MiB", "1MiB", 16), ("max-request-memory 40MiB", "40MiB", 40),
        ("max-request-memory 2GiB", "1MiB", 2048),
    ])
    func `the memory of requests is 64 MiB, or two of the largest bodies, or what is said`(
        line: String, body: String, mebibytes: Int
    ) throws {
        let text = """
            listen 127.0.0.1:8080
            \(line)
            endpoint /a {
                provider circularo
                secret env KEY
                on * run true
            }
            endpoint /b {
                provider circularo
                secret env KEY
                max-body \(body)
                on * run true
            }
            """
        // Both endpoints have one key, which is a warning.
        #expect(Sample.load(text).configuration?.maximumRequestMemory == mebibytes << 20)
    }

    @Test func `directives outside of all blocks are read`() throws {
        let text = """
            listen 127.0.0.1:8080
            listen [::1]:8080
            journal ./journal
            max-running 4
            shutdown-timeout 90s
            log json debug
            endpoint /a {
                provider circularo
                secret env KEY
                secret file /run/key
                max-body 64KiB
                duplicates keep
                on * run true
            }
            endpoint /b {
                provider circularo
                secret env lower_key
                duplicates drop 1h by .documentId, actor.name
                on * run true
            }
            """
        let found = try configuration(text)
        #expect(found.listeners.map(\.address.description) == ["127.0.0.1:8080", "[::1]:8080"])
        #expect(found.journal == .directory("/work/journal"))
        #expect(found.maximumRunning == 4)
        #expect(found.shutdownTimeout == .seconds(90))
        #expect(found.log.format == .json)
        #expect(found.log.level == .debug)
        #expect(found.endpoints.map(\.path) == ["/a", "/b"])
        #expect(found.endpoints.map(\.place) == ["hookrunner.conf:7", "hookrunner.conf:15"])
        #expect(found.endpoints[0].secrets.count == 2)
        #expect(found.endpoints[0].maximumBodyBytes == 65_536)
        let fields = [try field("documentId"), try field("actor.name")]
        #expect(found.endpoints.map(\.duplicates) == [.keep, .drop(within: .seconds(3600), by: fields)])
    }

    @Test func `a hook with every directive is read`() throws {
        let hook = try #require(
            hooks(
                """
                on documentCompleted, sign* {
                    name archive
                    run ./notify --id={documentId} "{.actor.name} \\{x}" {}
                    timeout 2m
                    retry 8 times 10s..1h
                    order serial by .documentId
                    max-running 2
                    env GREETING "hello there"
                    env EMPTY ""
                    pass-env HOME LANG
                    directory hooks
                }
                """
            ).first)
        #expect(hook.name == "archive")
        #expect(hook.events == [.name("documentCompleted"), .prefix("sign")])
        #expect(
            hook.command.words.map(\.parts) == [
                [.text("/work/notify")], [.text("--id="), .field(FieldPath([.member("documentId")]))],
                [.field(FieldPath([.member("actor"), .member("name")])), .text(" {x}")], [.text("{}")],
            ])
        #expect(hook.timeout == .seconds(120))
        #expect(hook.retry == RetryPolicy(attempts: 9, first: .seconds(10), last: .seconds(3600)))
        #expect(hook.order == .serial(by: FieldPath("documentId")))
        #expect(hook.maximumRunning == 2)
        #expect(hook.environment == [EnvironmentVariable("GREETING", "hello there"), EnvironmentVariable("EMPTY", "")])
        #expect(hook.passedEnvironment == ["HOME", "LANG"])
        #expect(hook.directory == "/work/hooks")
        #expect(hook.place == "hookrunner.conf:5")
    }

    @Test func `conditions are read with their places, and a brace is one however it is written`() throws {
        let hook = try #require(
            hooks(
                """
                on signRequest {
                    when ref = main
                    when not .a[0].b in "x y", z
                    when .n > 1.50
                    when .title ~ "^a \\\\."
                    when .c != "\\{d}"
                    run true
                }
                """
            ).first)
        let shown = hook.conditions.map { "\($0.place) \($0)" }
        #expect(
            shown == [
                #"hookrunner.conf:6 .ref = "main""#, #"hookrunner.conf:7 not .a[0].b in "x y", "z""#,
                "hookrunner.conf:8 .n > 1.50", #"hookrunner.conf:9 .title ~ ^a \."#,
                #"hookrunner.conf:10 .c != "{d}""#,
            ])
    }

    @Test(arguments: [
        ("on signRequest run true", ["signRequest"]),
        ("on signRequest,signExpired run true", ["signRequest", "signExpired"]),
        ("on signRequest , signExpired run true", ["signRequest", "signExpired"]),
        ("on signRequest ,signExpired, * run true", ["signRequest", "signExpired", "*"]),
        ("on sign* run true", ["sign*"]),
        ("on \"signRequest\" run true", ["signRequest"]),
        ("on \"signRequest\",\"signExpired\", sign* run true", ["signRequest", "signExpired", "sign*"]),
        ("on signRequest, signExpired {\nrun true\n}", ["signRequest", "signExpired"]),
    ])
    func `events are separated by commas`(line: String, events: [String]) throws {
        #expect(try hooks(line).first?.events.map(\.description) == events)
    }

    @Test func `hooks are named after their events, and each name is one hook's`() throws {
        let found = try hooks(
            """
            on signRequest run true
            on signRequest run true
            on signRequest, sign* run true
            on signRequest {
                name signRequest#2.x
                run true
            }
            on * run true
            on * run true
            """.replacing("#2.x", with: "-2"))
        #expect(
            found.map(\.name) == ["signRequest", "signRequest#2", "signRequest,sign*", "signRequest-2", "*", "*#2"])
    }

    @Test func `a chosen name comes before one that is made of events`() throws {
        let found = try hooks("on signRequest run true\non signExpired {\nname signRequest\nrun true\n}")
        #expect(found.map(\.name) == ["signRequest#2", "signRequest"])
    }

    @Test func `relative paths are relative to the file in which they stand`() throws {
        let part = "endpoint /x {\nprovider circularo\nsecret file ../key\non * {\nrun bin/go\ndirectory ./d\n}\n}\n"
        let files = FileSource.memory(
            [
                "etc/main.conf": "listen 127.0.0.1:80\njournal j\ninclude part{.d/*.conf".replacing("{", with: ""),
                "etc/part.d/a.conf": part, "/srv/etc/part.d/../key": "k3y-0123456789abc",
                "/srv/etc/part.d/bin/go": "#!",
            ], directories: ["/srv/etc/part.d/d"], workingDirectory: "/srv")
        let loaded = ConfigurationFile.load("etc/main.conf", environment: [:], files: files, needs: .serve)
        #expect(loaded.rendered == "")
        let found = try #require(loaded.configuration)
        #expect(found.journal == .directory("/srv/etc/j"))
        #expect(found.endpoints[0].hooks[0].command.words[0].parts == [.text("/srv/etc/part.d/bin/go")])
        #expect(found.endpoints[0].hooks[0].directory == "/srv/etc/part.d/d")
        #expect(found.endpoints[0].place == "etc/part.d/a.conf:1")
        #expect(loaded.files == ["/srv/etc/main.conf", "/srv/etc/part.d/a.conf", "/srv/etc/part.d/../key"])
    }

    @Test func `a directory with a brace in its name makes no placeholder`() throws {
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nunsigned\non * run ./go\n}\n"
        let files = FileSource.memory(["/a{b}/c.conf": text, "/a{b}/go": "#!"])
        let loaded = ConfigurationFile.load("/a{b}/c.conf", environment: [:], files: files, needs: .serve)
        #expect(loaded.configuration?.endpoints[0].hooks[0].command.words[0].parts == [.text("/a{b}/go")])
    }

    @Test func `all mistakes are shown in one run, in the order of files and lines`() {
        let loaded = Sample.load(
            """
            listn 127.0.0.1:8080
            include more.conf
            max-running none
            endpoint /x {
                provider circularo
                secret env NOPE
                on * {
                    tiemout 2m
                    run nope
                }
            }
            """, more: ["more.conf": "log loud\nlease 1s\n"])
        #expect(
            loaded.rendered == """
                hookrunner.conf:1:1: error: unknown directive 'listn'
                    1 | listn 127.0.0.1:8080
                      | ^~~~~ did you mean 'listen'?
                hookrunner.conf:3:13: error: expected a whole number such as '8', got 'none'
                    3 | max-running none
                      |             ^~~~
                hookrunner.conf:6:16: error: secret env NOPE: the variable is not set
                    6 |     secret env NOPE
                      |                ^~~~ set it in the environment of hookrunner, or use 'secret file PATH'
                hookrunner.conf:8:9: error: unknown directive 'tiemout' in hook '*'
                    8 |         tiemout 2m
                      |         ^~~~~~~ did you mean 'timeout'?
                hookrunner.conf:9:13: warning: program 'nope' not found in PATH
                    9 |         run nope
                      |             ^~~~ for a program next to this file write './nope'
                more.conf:1:5: error: expected 'text' or 'json', got 'loud'
                    1 | log loud
                      |     ^~~~ usage: log text|json [debug|info|warning|error]
                more.conf:2:7: error: a lease must be at least 10s, got '1s'
                    2 | lease 1s
                      |       ^~ a command that must end before its lease gets 5s to do so

                """)
        #expect(loaded.configuration == nil)
    }

    @Test func `lines may end as on other systems`() throws {
        let text =
            "listen 127.0.0.1:80\r\nendpoint /x {\r\n  provider circularo\r\n  secret env KEY\r\n  on * run \\\r\n true\r\n}\r\n"
        #expect(try configuration(text).endpoints[0].hooks.count == 1)
        let loaded = Sample.load(text.replacing("provider circularo", with: "provider circulo"))
        #expect(loaded.diagnostics.first?.sourceLine == "  provider circulo")
    }

    @Test func `what was understood is shown as a configuration that says the same`() throws {
        let text = """
            listen 127.0.0.1:8080
            listen [::1]:8081
            admin "unix:/run/a b.sock" mode 0600
            journal "a \\"b\\" \\\\ c"
            log json error
            ready-max-lag 90s
            on-alert run ./notify {text} "\\{"
            alert signature-failures 20 in 300s
            alert failed-runs 5 in 10m at /x
            alert backlog older 90s
            alert silence 24h on a,"b, c", sign* at /x
            endpoint /x {
                provider circularo
                unsigned
                max-body 65KiB
                duplicates drop 90m by .a[0].b, c
                reply "\\{\\"ok\\": [\\"{x\\"]}"
                each .items[0].parts
                on signRequest, "sign, {*" {
                    run ./notify {documentId} "\\{documentId} a\\\\b \\n" "" } "{" # comment
                    retry 3 times 500ms..2m
                    order latest by .a[0].b
                    env A "{ } # \\"'"
                    pass-env HOME
                    max-running 3
                    directory hooks
                    when .ref = "refs/heads/main"
                    when not .a != "\\{b} \\\\\\{c} \\"\\\\ #"
                    when .n < -1.50e3
                    when .n > 0
                    when .c in d,"e, f","", "{"
                    when not .g exists
                    when .not ~ "^\\\\{(a|b){2}\\\\\\\\ \\"$"
                    when .h ~ ^[^#]+\\.pdf$
                }
                on signRequest run true --x=#1 'a
            }
            endpoint /y {
                provider custom {
                    header X-Signature
                    algorithm sha512
                    encoding base64
                    prefix "v1, "
                    signed "{id}.{timestamp} {body}"
                    event header X-Event
                    id .data.id
                    timestamp header X-Time
                }
                secret env KEY
                replay-window 10m
                reply "wait"
                each .
                on * run true
            }
            endpoint /z {
                provider custom {
                    header Authorization
                    algorithm token
                    prefix "Bearer "
                    event always "a b"
                }
                secret env KEY
                on * run true
            }
            """.replacing(" 'a", with: "")
        let first = try #require(Sample.load(text).configuration)
        let again = try #require(
            Sample.load(first.text.replacing("# secrets: 1", with: "secret env KEY")).configuration)
        #expect(first.endpoints[0].hooks[0].conditions.count == 8)
        #expect(first.admin == .unix(path: "/run/a b.sock", mode: 0o600) && first.readyMaximumLag == .seconds(90))
        #expect(first.withoutPlaces == again.withoutPlaces)
        #expect(again.text == first.text)
        #expect(
            first.alerts.map(\.name) == [
                "signature-failures 20 in 5m", "failed-runs 5 in 10m at /x", "backlog older 90s",
                #"silence 24h on a, "b, c", sign* at /x"#,
            ])
        #expect(first.alerts[3].condition == .silence(.seconds(86_400), of: ["a", "b, c", "sign*"].map { .init($0) }))
    }
}

extension Configuration {
    /// The same wherever it is written.
    var withoutPlaces: Configuration {
        var copy = self
        for index in copy.endpoints.indices {
            copy.endpoints[index].place = ""
            for hook in copy.endpoints[index].hooks.indices { copy.endpoints[index].hooks[hook].forgetPlaces() }
        }
        return copy
    }
}

extension Hook {
    fileprivate mutating func forgetPlaces() {
        place = ""
        for index in conditions.indices { conditions[index].place = "" }
    }
}
