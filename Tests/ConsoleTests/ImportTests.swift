import Formats
import Testing
import Values

@testable import Console

/// What becomes of adnanh/webhook's definitions.
@Suite struct ImportTests {
    private func hook(_ members: String) throws -> ImportedHook {
        ImportedHook(
            try JSONReader.value(in: Array(#"{"id":"x","execute-command":"/bin/c",\#(members)}"#.utf8)))
    }

    private func hook(rule: String) throws -> ImportedHook { try hook(#""trigger-rule":\#(rule)"#) }

    private static func match(_ type: String, _ value: String, _ source: String, _ name: String) -> String {
        let key = type.hasPrefix("payload") ? "secret" : type == "regex" ? "regex" : "value"
        return
            #"{"match":{"type":"\#(type)","\#(key)":"\#(value)","parameter":{"source":"\#(source)","name":"\#(name)"}}}"#
    }

    private static let hub = match("payload-hmac-sha1", "k", "header", "X-Hub-Signature")
    private static let main = match("value", "main", "payload", "a.0.b")
    private static let other = match("value", "other one", "payload", "a.0.b")

    @Test(arguments: [
        (hub, ["provider github"], ["k"]),
        (match("payload-hash-sha256", "k", "header", "x-hub-signature-256"), ["provider github"], ["k"]),
        (
            match("payload-hmac-sha256", "k", "header", "X-Sig"),
            ["provider custom {", "header X-Sig", "event always x", "}"], ["k"]
        ),
        (
            match("payload-hmac-sha512", "k", "header", "X-Sig"),
            ["provider custom {", "header X-Sig", "algorithm sha512", "event always x", "}"], ["k"]
        ),
        (match("value", "k", "header", "x-gitlab-token"), ["provider gitlab"], ["k"]),
        (
            match("value", "Bearer k", "header", "Authorization"),
            [
                "provider custom {", "header Authorization", "algorithm token", #"prefix "Bearer ""#, "event always x",
                "}",
            ], ["k"]
        ),
        (
            #"{"or":[\#(hub),\#(match("payload-hmac-sha256", "l", "header", "X-Hub-Signature-256"))]}"#,
            ["provider github"], ["k", "l"]
        ),
        (#"{"or":[\#(hub),\#(hub)]}"#, ["provider github"], ["k"]),
        (
            #"{"and":[\#(match("payload-hmac-sha256", "k", "header", "X-Gitea-Signature")),\#(match("value", "push", "header", "X-Gitea-Event"))]}"#,
            ["provider custom {", "header X-Gitea-Signature", "event header X-Gitea-Event", "}"], ["k"]
        ),
    ])
    func `a signature rule becomes a provider with its secrets`(rule: String, provider: [String], keys: [String]) throws
    {
        let hook = try hook(rule: rule)
        #expect(hook.keys == keys && hook.gaps.isEmpty)
        let files = keys.indices.map { "f\($0)" }
        let lines = hook.lines(keyFiles: files).filter { !$0.hasPrefix("#") }.map { $0.trimming(" ") }
        let secrets = files.map { "secret file \($0)" }
        #expect(lines.dropFirst().prefix(provider.count + secrets.count) == (provider + secrets)[...])
        #expect(!lines.contains { $0.contains("unsigned") })
    }

    @Test(arguments: [
        (main, ["when .a[0].b = main"]), (#"{"not":\#(main)}"#, ["when not .a[0].b = main"]),
        (#"{"or":[\#(main),\#(other),\#(main)]}"#, [#"when .a[0].b in main, "other one", main"#]),
        (
            #"{"and":[\#(main),{"and":[\#(other)]},{"or":[\#(main)]}]}"#,
            ["when .a[0].b = main", #"when .a[0].b = "other one""#, "when .a[0].b = main"]
        ),
        (#"{"not":{"or":[\#(main),\#(other)]}}"#, ["when not .a[0].b = main", #"when not .a[0].b = "other one""#]),
        (#"{"not":{"not":\#(main)}}"#, ["when .a[0].b = main"]),
        (match("regex", "^v[0-9]+$", "payload", "ref"), ["when .ref ~ ^v[0-9]+$"]),
        (match("value", "1.50", "payload", "n"), ["when .n = 1.50"]),
    ])
    func `values of the payload become conditions`(rule: String, conditions: [String]) throws {
        let hook = try hook(rule: rule)
        #expect(hook.gaps.isEmpty)
        #expect(hook.lines(keyFiles: []).filter { $0.contains("when") }.map { $0.trimming(" ") } == conditions)
    }

    @Test(arguments: [
        ([hub, match("value", "push", "header", "X-GitHub-Event")], "on push {"),
        (
            [
                hub,
                #"{"or":[\#(match("value", "push", "header", "X-GitHub-Event")),\#(match("value", "ping", "header", "X-GitHub-Event"))]}"#,
            ], "on push, ping {"
        ),
        (
            [
                match("value", "k", "header", "X-Gitlab-Token"),
                match("value", "Tag Push Hook", "header", "X-Gitlab-Event"),
            ],
            "on tag_push {"
        ),
        ([#"{"match":{"type":"ip-whitelist","ip-range":"10.0.0.5/8 ::1"}}"#, hub], "allow 10.0.0.0/8 ::1"),
    ])
    func `rules for events and addresses become directives`(rules: [String], line: String) throws {
        let hook = try hook(rule: #"{"and":[\#(rules.joined(separator: ","))]}"#)
        #expect(hook.gaps.isEmpty)
        #expect(hook.lines(keyFiles: ["f"]).contains { $0.trimming(" ") == line })
    }

    @Test(arguments: [
        ("{}", "a rule that is not one of"), (#"{"xor":[]}"#, "the rule 'xor'"),
        (#"{"match":{"type":"scalr-signature","secret":"k"}}"#, "the rule 'scalr-signature'"),
        (match("value", "k", "url", "token"), "the parameter 'token' of the URL"),
        (match("value", "k", "request", "method"), "'request' (method)"),
        (match("value", "k", "payload", "root.0.a"), "the payload's 'root.0.a'"),
        (match("value", "k", "payload", "a b"), "the payload's 'a b'"),
        (match("value", "k", "header", "X-Other"), "the value of the header 'X-Other'"),
        (match("regex", "(?i)x", "payload", "a"), "the regular expression '(?i)x'"),
        (match("regex", "x", "header", "a"), "a regular expression on something other"),
        (match("payload-hmac-sha1", "k", "header", "X-Other"), "a signature with sha1 in 'X-Other'"),
        (
            match("payload-hmac-sha256", "", "header", "X-Other"),
            "a signature that is not in a header, or has no secret"
        ),
        (match("payload-hmac-sha256", "k", "url", "sig"), "a signature that is not in a header"),
        (#"{"match":{"type":"ip-whitelist","ip-range":"everybody"}}"#, "the address range 'everybody'"),
        (#"{"match":{"type":"ip-whitelist"}}"#, "the address range ''"),
        (#"{"or":[\#(main),\#(hub)]}"#, "an 'or' of different things"),
        (#"{"or":[\#(main),{"and":[\#(main),\#(other)]}]}"#, "an 'and' within an 'or'"),
        (#"{"or":[]}"#, "an 'or' of different things"), (#"{"not":\#(hub)}"#, "a 'not' around something other"),
        (#"{"and":[\#(hub),\#(match("payload-hmac-sha256", "k", "header", "X"))]}"#, "two rules of one kind"),
        (
            #"{"and":[\#(hub),\#(match("value", "push", "header", "X-Gitea-Event"))]}"#,
            "the value of the header 'X-Gitea-Event'"
        ),
    ])
    func `a hook with an unsupported rule is commented out as a whole`(rule: String, gap: String) throws {
        let hook = try hook(rule: rule)
        #expect(hook.gaps.contains { $0.hasPrefix(gap) }, "\(hook.gaps)")
        let lines = hook.lines(keyFiles: ["f"])
        #expect(lines.allSatisfy { $0.hasPrefix("#") })
        #expect(
            lines.contains { $0.hasPrefix("# UNSUPPORTED: \(gap.escaped)") }
                && lines.contains { $0 == "#         run /bin/c" })
    }

    @Test(arguments: [
        (
            #""pass-arguments-to-command":[{"source":"payload","name":"a.b"},{"source":"string","name":"{x} y"}]"#,
            #"run /bin/c {.a.b} "\{x} y""#
        ),
        (
            #""pass-environment-to-command":[{"source":"payload","name":"a.b","envname":"B"},{"source":"payload","name":"c"}]"#,
            "run env B={.a.b} HOOK_c={.c} /bin/c"
        ),
        (#""response-message":"done {a}""#, #"reply "done \{a}""#),
        (#""include-command-output-in-response":true"#, "reply wait 20s"),
        (#""command-working-directory":"/srv""#, "directory /srv"),
    ])
    func `command and answer become directives`(members: String, line: String) throws {
        let hook = try hook(members)
        #expect(hook.gaps.isEmpty)
        #expect(hook.lines(keyFiles: []).contains { $0.trimming(" ") == line }, "\(hook.lines(keyFiles: []))")
    }

    @Test func `a relative program is relative to the working directory`() throws {
        let text = #"{"id":"x","execute-command":"./c","command-working-directory":"/srv"}"#
        let lines = ImportedHook(try JSONReader.value(in: Array(text.utf8))).lines(keyFiles: [])
        #expect(lines.contains { $0.trimming(" ") == "run /srv/./c" })
    }

    @Test(arguments: [
        #""pass-arguments-to-command":[{"source":"entire-payload"}]"#,
        #""pass-arguments-to-command":[{"source":"header","name":"X"}]"#,
        #""pass-environment-to-command":[{"source":"query","name":"X"}]"#, #""pass-arguments-to-command":[{}]"#,
        #""pass-file-to-command":[{"source":"payload","name":"f"}]"#, #""parse-parameters-as-json":[{"name":"p"}]"#,
        #""incoming-payload-content-type":"application/x-www-form-urlencoded""#,
    ])
    func `a hook whose command needs unsupported data is commented out`(members: String) throws {
        let hook = try hook(members)
        #expect(hook.gaps.count == 1)
        #expect(hook.lines(keyFiles: []).allSatisfy { $0.hasPrefix("#") })
    }

    @Test func `nothing in a definition can end a comment`() throws {
        let text = #"{"id":"x\n}\non * run evil","execute-command":"a\nb","trigger-rule":{"y\nrun evil":1}}"#
        let lines = ImportedHook(try JSONReader.value(in: Array(text.utf8))).lines(keyFiles: [])
        #expect(lines.joined(separator: "\n").split(separator: "\n").allSatisfy { $0.hasPrefix("#") })
    }
}

extension String {
    fileprivate func trimming(_ character: Character) -> String {
        String(drop { $0 == character })
    }
}
