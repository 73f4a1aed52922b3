import Formats
import Testing
import Values

@testable import Settings

@Suite struct SecretTests {
    private func load(_ lines: String, needs: ConfigurationNeeds = .serve) -> LoadedConfiguration {
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\n\(lines)\non * run true\n}\n"
        let files = FileSource.memory(
            [
                "hookrunner.conf": text, "/bin/true": "#!", "/run/plain": "k3y-0123456789abc",
                "/run/line": "k3y-0123456789abc\n",
                "/run/dos": "k3y-0123456789abc\r\n", "/run/lines": "k3y-0123456789abc\n\n",
                "/run/inner": "k\n3y-0123456789abc\n", "/run/blank": " \r\n",
                "/run/zeros": String(repeating: "\0", count: 32), "/run/short": "0123456789abcde\n",
                "/run/long": String(repeating: "k", count: 65_537), "/work/beside": "b3side-0123456789",
                "/run/write": "k3y-0123456789abc",
            ],
            modes: ["/run/write": 0o602])
        let more = ["BLANK": " ", "TAB": "\t", "LINE": "\n", "SHORT": "0123456789abcde"]
        return ConfigurationFile.load(
            nil, environment: Sample.environment.merging(more) { $1 }, files: files, needs: needs)
    }

    private func secrets(_ lines: String) -> [String]? {
        load(lines).configuration?.endpoints[0].secrets.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test(arguments: [
        ("secret file /run/plain", ["k3y-0123456789abc"]), ("secret file /run/line", ["k3y-0123456789abc"]),
        ("secret file /run/dos", ["k3y-0123456789abc"]),
        ("secret file /run/lines", ["k3y-0123456789abc\n"]), ("secret file /run/inner", ["k\n3y-0123456789abc"]),
        ("secret env KEY", ["k3y-0123456789abc"]),
        ("secret file beside", ["b3side-0123456789"]), ("secret file ./beside", ["b3side-0123456789"]),
        ("secret env KEY\nsecret file beside", ["k3y-0123456789abc", "b3side-0123456789"]), ("unsigned", []),
    ])
    func `a key is read without the line end of its file`(lines: String, keys: [String]) {
        #expect(secrets(lines) == keys)
    }

    @Test(arguments: [
        ("secret file /run/blank", "secret file /run/blank: the key is only white space"),
        ("secret file /run/zeros", "secret file /run/zeros: the key is only zero bytes"),
        ("secret env BLANK", "secret env BLANK: the key is only white space"),
        ("secret env TAB", "secret env TAB: the key is only white space"),
        ("secret env LINE", "secret env LINE: the key is only white space"),
    ])
    func `a key of white space or zeros is an error, wherever it comes from`(line: String, message: String) {
        let loaded = load(line)
        #expect(loaded.diagnostics.map(\.message) == [message])
        #expect(loaded.diagnostics.first?.severity == .error && loaded.configuration == nil)
    }

    @Test(arguments: [
        ("whsec_", "is empty"), ("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "is only zero bytes"),
        ("whsec_ICAgICAg", "is only white space"), ("whsec_!", "is not 'whsec_' followed by base64"),
    ])
    func `a signing token that stands for no key is an error`(token: String, problem: String) {
        for provider in ["standard-webhooks", "gitlab"] {
            let text = "endpoint /x {\nprovider \(provider)\nsecret env T\non * run true\n}\n"
            let files = FileSource.memory(["hookrunner.conf": text, "/bin/true": "#!"])
            let loaded = ConfigurationFile.load(
                nil, environment: ["PATH": "/bin", "T": token], files: files, needs: .check)
            #expect(
                loaded.diagnostics.map(\.message)
                    == ["secret env T: the key \(problem), so it is not a key of \(provider)"])
            #expect(!loaded.rendered.contains(token))
        }
    }

    @Test(arguments: ["secret file /run/short", "secret env SHORT"])
    func `a key of fewer than 16 bytes is a warning that says what to do`(line: String) {
        let loaded = load(line)
        let message = "\(line): the key has fewer than 16 bytes, so it can be guessed"
        #expect(loaded.diagnostics.map(\.message) == [message] && loaded.hasWarnings)
        #expect(loaded.diagnostics.first?.help?.contains("openssl rand -hex 32") == true)
        #expect(loaded.configuration != nil && !loaded.rendered.contains("0123456789abcde"))
    }

    @Test func `one key at several endpoints is a warning that names both places`() throws {
        func endpoint(_ path: String, _ secrets: String, provider: String = "circularo") -> String {
            "endpoint \(path) {\nprovider \(provider)\n\(secrets)\non * run true\n}\n"
        }
        func warnings(_ text: String) -> [Diagnostic] {
            let files = FileSource.memory([
                "hookrunner.conf": text, "/bin/true": "#!", "/run/same": "key number one of them\n",
            ])
            let environment = [
                "PATH": "/bin", "A": "key number one of them", "B": "key number two of them",
                "W": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            ]
            return ConfigurationFile.load(nil, environment: environment, files: files, needs: .check).diagnostics
        }
        let shared = warnings(
            endpoint("/a", "secret env B\nsecret env A") + endpoint("/b", "secret file /run/same", provider: "github"))
        #expect(shared.map(\.message) == ["endpoints '/a' and '/b' have the same key"])
        #expect(shared.first.map { [$0.line, $0.notes.first?.line] } == [9, 4])
        #expect(shared.allSatisfy { $0.severity == .warning && !$0.rendered.contains("key number") })
        let spelled = endpoint("/a", "secret env W", provider: "standard-webhooks")
        #expect(warnings(spelled + endpoint("/b", "secret env W", provider: "gitlab")).count == 1)
        #expect(warnings(endpoint("/a", "secret env A") + endpoint("/b", "secret env B")) == [])
        #expect(warnings(endpoint("/a", "secret env A\nsecret env A")) == [])
    }

    @Test func `a long file is the wrong one`() {
        let loaded = load("secret file /run/long")
        #expect(loaded.diagnostics.map(\.message) == ["secret file /run/long: longer than 64 KiB"])
    }

    @Test func `a file that others can write is an error`() {
        let loaded = load("secret file /run/write")
        let expected = "secret file /run/write is writable by all users (mode 0602)"
        #expect(loaded.diagnostics.map(\.message) == [expected])
        #expect(loaded.configuration == nil)
    }

    @Test func `loading names the variables that hold secrets, and removes none`() {
        let loaded = load("secret env KEY\nsecret env lower_key\nsecret env KEY")
        #expect(loaded.secretVariables == ["KEY", "lower_key"])
        #expect(loaded.configuration?.endpoints[0].secrets.count == 3)
    }

    @Test func `who needs no keys need not be able to read them`() {
        let loaded = load("secret env NOPE\nsecret file /run/nope\nsecret file ./nope", needs: .local)
        #expect(loaded.diagnostics == [])
        #expect(loaded.configuration?.endpoints[0].secrets == [])
        #expect(loaded.configuration?.endpoints[0].isUnsigned == false)
    }

    @Test(arguments: [
        "secret wHsec_4bc123==", "secret \"wHsec_4bc123==\"", "secret file wHsec_4bc123==", "secret env wHsec_4bc123",
        "secret env wHsec_4bc123==", "secret wHsec_4bc123== file", "secret  'wHsec_4bc123=='", "secret file",
        "secret=wHsec_4bc123==", "secret:wHsec_4bc123", "secretwHsec_4bc123==", "Secret wHsec_4bc123==",
        "secrt wHsec_4bc123==", "sercet file wHsec_4bc123==", "hmac-secret wHsec_4bc123==", "hmac wHsec_4bc123==",
        "webhook_secret wHsec_4bc123", "signing-key wHsec_4bc123", "token wHsec_4bc123 {", "password wHsec_4bc123",
        "secret \"wHsec_4bc123", "secret wHsec_4\"bc123\"", "secret \"wHsec_4bc123\"x", "secret wHsec_4bc123\u{7}",
        "secret \"wHsec_4bc123\\q\"", "secret \u{201C}wHsec_4bc123\u{201D}", "secret wHsec_4bc123\u{A0}x",
        "secret file ./nope wHsec_4bc123", "secret env NOPE wHsec_4bc123", "secret env NOPE # wHsec_4bc123",
        "secret \\\n  wHsec_4bc123", "secret \\\n  file \\\n  wHsec_4bc123", "secret file # wHsec_4bc123",
        "secret wHsec_4bc123 {\n}", "secret wHsec_4bc123 }", "} secret wHsec_4bc123", "on x { secret wHsec_4bc123 }",
        "unsigned\nunsigned\non * {\nrun true\nsecret wHsec_4bc123\n}", "secret file wHsec_4bc123 \\ ",
        "on x {\nrun true\nenv API_TOKEN wHsec_4bc123 extra\n}", "on x {\nrun true\nenv API_TOKEN \"wHsec_4bc123\n}",
    ])
    func `nothing that may be a key is ever shown`(lines: String) {
        for needs in [ConfigurationNeeds.serve, .local] {
            let shown = load(lines, needs: needs).rendered
            #expect(!shown.contains("wHsec"))
            #expect(!shown.contains("4bc123"))
        }
        #expect(load(lines).configuration == nil)
    }

    @Test(arguments: [
        "journal postgresql://user:wHsec@host/db", "journal mysql://user:wHsec@host", "x y://u:wHsec@h",
        "endpoint y://u:wHsec@h {\n}", "include y://u:wHsec@h/x", "listen y://u:wHsec@h:80", "log y://u:wHsec@h",
        "endpoint /x {\non * {\nrun y://u:wHsec@h\ndirectory y://u:wHsec@h\norder serial by y://u:wHsec@h\n}\n}",
    ])
    func `no password of an address is shown`(line: String) {
        #expect(!Sample.load("\(line)\n").rendered.contains("wHsec"))
    }

    @Test func `stars keep the marker in its place`() {
        #expect(
            load("\tsecret wHsec_4bc123 # and why").diagnostics.first?.rendered == """
                hookrunner.conf:4:9: error: expected 'file' or 'env' after 'secret'
                    4 | \tsecret ************ * *** ***
                      | \t       ^~~~~~~~~~~~ never write a key here: \
                write 'secret file PATH' or 'secret env NAME'
                """)
    }

    @Test func `a file that is there is shown, however it is called`() {
        let shown = load("secret file beside extra").rendered
        #expect(shown.contains("secret file beside *****"))
        #expect(!shown.contains("b3side"))
    }
}
