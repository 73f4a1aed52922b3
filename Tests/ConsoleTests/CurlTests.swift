import Formats
import Testing
import Values

@testable import Console

@Suite struct CurlTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\"b", #"a\"b"#), (#"a\"#, #"a\\"#), ("a\nurl = b", #"a\nurl = b"#),
        ("\r\t\u{B}", #"\r\t\v"#),
        ("\r\n", #"\r\n"#), ("", ""), ("é\u{301}", "é\u{301}"),
    ])
    func `any value stays within its quotes`(value: String, quoted: String) {
        var configuration = CurlConfiguration()
        configuration.add("url", value)
        configuration.add("silent")
        #expect(configuration.text == "url = \"\(quoted)\"\nsilent\n")
    }

    @Test func `a header field without a value is sent`() {
        var configuration = CurlConfiguration()
        configuration.add("header", HeaderFields.Field(name: "X-Empty", value: ""))
        configuration.add("header", HeaderFields.Field(name: "X-Key", value: "a\"b"))
        #expect(configuration.text == "header = \"X-Empty;\"\nheader = \"X-Key: a\\\"b\"\n")
    }

    @Test func `an answer ends at the last mark`() {
        let text = "{\"a\":\"\nMARK\n200\"}\nMARK\n302\n200\nText/HTML; charset=utf-8\nhttps://x/y\ncurl: (1) words\n"
        #expect(
            Curl.answer(in: Array(text.utf8), mark: "MARK")
                == .init(
                    status: 302, proxyStatus: 200, contentType: "text/html; charset=utf-8",
                    redirection: "https://x/y", body: Array("{\"a\":\"\nMARK\n200\"}".utf8)))
        #expect(Curl.answer(in: Array("no mark".utf8), mark: "MARK") == nil)
        #expect(Curl.answer(in: Array("\nMARK\n200\n".utf8), mark: "MARK") == nil)
    }

    @Test func `times are in seconds, and only what may be is allowed`() {
        let request = Curl.Request(
            method: "GET", url: "https://x", timeout: .milliseconds(20_050), allowsHTTP: false, isLocal: false)
        let text = Curl.configuration(for: request, bodyAt: nil, mark: "MARK")
        #expect(text.contains("max-time = \"20.050\"\nconnect-timeout = \"15.000\"\n"))
        #expect(text.contains("proto = \"=https\"\n") && !text.contains("noproxy") && !text.contains("location"))
    }

    @Test(arguments: [
        ("https://Circularo.Example:8443/api/", "circularo.example:8443", "/api/", true, false),
        ("http://localhost", "localhost", "/", false, true), ("http://127.9.0.1:80/", "127.9.0.1:80", "/", false, true),
        ("https://[::1]/a%20b", "[::1]", "/a b", true, true), ("http://[::2]/", "[::2]", "/", false, false),
        ("http://127.1/", "127.1", "/", false, false), ("http://localhost.x", "localhost.x", "/", false, false),
    ])
    func `a URL is parsed`(text: String, host: String, path: String, isEncrypted: Bool, isLocal: Bool) throws {
        let url = try #require(WebURL(text))
        #expect(url.host == host && url.path == path && url.isEncrypted == isEncrypted && url.isLocal == isLocal)
    }

    @Test(arguments: [
        "", "https://", "https:///x", "//x", "x", "https://a b", "https://a\n", "https://u:p@x", "https://x/#f",
        "https://x\\y", "https://x/\"", "https://ü.example", "https://x/%", "https://x/%ff", "https://x/a/../b",
        "https://x/%2e%2E/b", "https://x:999999", "file:///etc/passwd", "https://[::1", "https://x/\u{0}",
    ])
    func `a URL that programs parse differently is invalid`(text: String) {
        #expect(WebURL(text) == nil)
    }

    @Test func `a secret is hidden in every form that it may have`() {
        let redaction = Redaction(["a b", "a b+c", ""])
        #expect(redaction.applied(to: "x a b+c y a%20b%2Bc z a%20b") == "x <secret> y <secret> z <secret>")
        #expect(!redaction.applied(to: "a b\u{301}").utf8.starts(with: "a b".utf8), "an accent does not hide it")
    }

    @Test(arguments: [
        (Curl.Problem.failed(status: 56, words: "", proxyStatus: 407), 1, false, "the proxy requires a login (407)"),
        (.failed(status: 7, words: "a\u{1B} k3y b", proxyStatus: 0), 75, false, "cannot reach h: a\\u{1b} <secret> b;"),
        (.failed(status: 28, words: "", proxyStatus: 200), 75, true, "no answer from h within 5s; try again"),
        (.failed(status: 60, words: "no", proxyStatus: 0), 1, false, "no secure connection to h: no; its certificate"),
        (.failed(status: 52, words: "Empty", proxyStatus: 0), 75, true, "the connection to h broke: Empty; try again"),
        (.failed(status: 2, words: "odd", proxyStatus: 0), 1, true, "curl failed with exit status 2: odd"),
        (.tooLong, 1, true, "the answer from h is longer than 16 MiB"),
        (.ended, 75, true, "curl was ended before h answered"),
        (.notStarted("cannot run 'curl'"), 1, false, "cannot run 'curl'; install curl to reach Circularo"),
    ])
    func `a call without an answer is explained, and whether it may have taken effect`(
        problem: Curl.Problem, status: Int32, isUncertain: Bool, message: String
    ) {
        let judge = CircularoJudge(call: .list, host: "h", timeout: .seconds(5), redaction: Redaction(["k3y"]))
        let found = judge.problem(with: problem)
        #expect(found.failure.status.rawValue == status && found.isUncertain == isUncertain)
        #expect(found.failure.message.hasPrefix(message), "\(found.failure.message)")
    }
}
