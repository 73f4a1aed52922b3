import Testing
import Values

@testable import Settings

@Suite struct SecretTests {
    private func load(_ lines: String, needs: ConfigurationNeeds = .serve) -> LoadedConfiguration {
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\n\(lines)\non * run true\n}\n"
        let files = FileSource.memory(
            [
                "hookrunner.conf": text, "/bin/true": "#!", "/run/plain": "k3y", "/run/line": "k3y\n",
                "/run/dos": "k3y\r\n", "/run/lines": "k3y\n\n", "/run/inner": "k\n3y\n", "/run/blank": " \r\n",
                "/run/long": String(repeating: "k", count: 65_537), "/work/beside": "b3side", "/run/write": "k3y",
            ],
            modes: ["/run/write": 0o602])
        return ConfigurationFile.load(nil, environment: Sample.environment, files: files, needs: needs)
    }

    private func secrets(_ lines: String) -> [String]? {
        load(lines).configuration?.endpoints[0].secrets.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test(arguments: [
        ("secret file /run/plain", ["k3y"]), ("secret file /run/line", ["k3y"]), ("secret file /run/dos", ["k3y"]),
        ("secret file /run/lines", ["k3y\n"]), ("secret file /run/inner", ["k\n3y"]), ("secret env KEY", ["k3y"]),
        ("secret file beside", ["b3side"]), ("secret file ./beside", ["b3side"]),
        ("secret env KEY\nsecret file beside", ["k3y", "b3side"]), ("unsigned", []),
    ])
    func `reads keys, without the line end of a file`(lines: String, keys: [String]) {
        #expect(secrets(lines) == keys)
    }

    @Test func `only white space is as good as empty`() {
        #expect(
            load("secret file /run/blank").diagnostics.map(\.message) == ["secret file /run/blank: the file is empty"])
    }

    @Test func `a long file is the wrong one`() {
        let loaded = load("secret file /run/long")
        #expect(loaded.diagnostics.map(\.message) == ["secret file /run/long: longer than 64 KiB"])
    }

    @Test func `a file that others can write is an error`() {
        let loaded = load("secret file /run/write")
        let expected = "secret file /run/write is writable by every user of this machine (mode 0602)"
        #expect(loaded.diagnostics.map(\.message) == [expected])
        #expect(loaded.configuration == nil)
    }

    @Test func `names the variables that the caller must remove, and removes none itself`() {
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
                      | \t       ^~~~~~~~~~~~ a key never stands in the configuration: \
                write 'secret file PATH' or 'secret env NAME'
                """)
    }

    @Test func `a file that is there is shown, however it is called`() {
        let shown = load("secret file beside extra").rendered
        #expect(shown.contains("secret file beside *****"))
        #expect(!shown.contains("b3side"))
    }
}
