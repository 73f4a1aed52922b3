import Testing

/// Requests and their outcome: `METHOD path?query [body]` for each one that is answered, then the status with
/// which the connection ends, if it does. RFC 9112 and RFC 9110 unless a row says otherwise.
enum RequestTable {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let outcome: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ outcome: String) {
            self.name = name
            bytes = Array(text.utf8)
            self.outcome = outcome
        }

        init(_ name: String, bytes: [UInt8], _ outcome: String) {
            self.name = name
            self.bytes = bytes
            self.outcome = outcome
        }
    }

    /// A request that is valid except for one thing.
    static func post(_ fields: String, _ body: String = "", target: String = "/x", version: String = "HTTP/1.1")
        -> String
    {
        "POST \(target) \(version)\r\nHost: h\r\n\(fields)\r\n\(body)"
    }

    static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked\r\n", body) }

    /// Other protocols, whose clients would not understand an answer.
    static let foreign: [Row] = [
        Row("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""),
        Row("the first bytes of TLS", bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00], ""),
        Row("TLS after a request", bytes: Array(post("").utf8) + [0x16, 0x03], "POST /x []"),
    ]

    static let good = goodMessages + goodFields
    static let malformed = malformedMessages + malformedFields

    private static let goodMessages: [Row] = [
        Row("no body", post(""), "POST /x []"),
        Row("a body", post("Content-Length: 3\r\n", "abc"), "POST /x [abc]"),
        Row("an empty body", post("Content-Length: 0\r\n"), "POST /x []"),
        Row("leading zeros", post("Content-Length: 003\r\n", "abc"), "POST /x [abc]"),
        Row("field names in any case", "POST /x HTTP/1.1\r\nhOsT: h\r\ncOnTeNt-LeNgTh: 1\r\n\r\na", "POST /x [a]"),
        Row("space around a value", post("Content-Length: \t 2 \t\r\n", "ab"), "POST /x [ab]"),
        Row("no space before a value", post("Content-Length:2\r\n", "ab"), "POST /x [ab]"),
        Row("an empty value", post("X:\r\n"), "POST /x []"),
        Row(
            "a value of Latin-1",
            bytes: Array("POST /x HTTP/1.1\r\nHost: h\r\nX: ".utf8) + [0xE9, 0x0D, 0x0A, 0x0D, 0x0A], "POST /x []"),
        Row("a tab in a value", post("X: a\tb\r\n"), "POST /x []"),
        Row("an empty line first", "\r\n" + post(""), "POST /x []"),
        Row("two empty lines first", "\r\n\r\n" + post(""), "POST /x []"),
        Row("one chunk", chunked("3\r\nabc\r\n0\r\n\r\n"), "POST /x [abc]"),
        Row("two chunks", chunked("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"), "POST /x [abc]"),
        Row("no chunk", chunked("0\r\n\r\n"), "POST /x []"),
        Row("a chunk size in hexadecimal", chunked("A\r\n0123456789\r\n0\r\n\r\n"), "POST /x [0123456789]"),
        Row("a chunk size in lower case", chunked("a\r\n0123456789\r\n0\r\n\r\n"), "POST /x [0123456789]"),
        Row("a chunk size with zeros", chunked("0003\r\nabc\r\n000\r\n\r\n"), "POST /x [abc]"),
        Row("a chunk extension", chunked("3;a=b;c=\"d\"\r\nabc\r\n0;x\r\n\r\n"), "POST /x [abc]"),
        Row("a space before a chunk extension", chunked("3 ;a\r\nabc\r\n0\r\n\r\n"), "POST /x [abc]"),
        Row("CRLF in a chunk", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), "POST /x [\r\n\r\n]"),
        Row("trailers", chunked("0\r\nX: y\r\nZ: \r\n\r\n"), "POST /x []"),
        Row("chunked in any case", post("Transfer-Encoding: ChUnKeD\r\n", "0\r\n\r\n"), "POST /x []"),
        Row("GET", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / []"),
        Row("HEAD", "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", "HEAD / []"),
        Row("a method of its own", "M-SEARCH / HTTP/1.1\r\nHost: h\r\n\r\n", "M-SEARCH / []"),
        Row("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * []"),
        Row("a query", post("", target: "/x?a=%20&b"), "POST /x?a=%20&b []"),
        Row("an empty query", post("", target: "/x?"), "POST /x? []"),
        Row("two question marks", post("", target: "/x?a?b"), "POST /x?a?b []"),
        Row("a path that is encoded", post("", target: "/%78"), "POST /x []"),
        Row("a path with UTF-8", post("", target: "/%C3%A9"), "POST /é []"),
        Row("an encoded slash", post("", target: "/a%2Fb"), "POST /a/b []"),
        Row("a double slash", post("", target: "//x"), "POST //x []"),
        Row("dots in a name", post("", target: "/a..b/.c"), "POST /a..b/.c []"),
        Row("dots in a query", post("", target: "/x?../.."), "POST /x?../.. []"),
        Row("absolute form", post("", target: "http://h/x"), "POST /x []"),
        Row("absolute form, https", post("", target: "HTTPS://h:1/x?y"), "POST /x?y []"),
        Row("absolute form without a path", post("", target: "http://h"), "POST / []"),
        Row("absolute form with a query alone", post("", target: "http://h?q"), "POST /?q []"),
        Row("HTTP/1.2 is HTTP/1.1", post("", version: "HTTP/1.2"), "POST /x []"),
        Row("HTTP/1.0 without Host", "POST /x HTTP/1.0\r\nContent-Length: 1\r\n\r\na", "POST /x [a] close"),
        Row("HTTP/1.0 that keeps alive", "POST /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "POST /x []"),
        Row("Connection: close", post("Connection: close\r\n"), "POST /x [] close"),
        Row("Connection: close among others", post("Connection: foo, CLOSE\r\n"), "POST /x [] close"),
        Row(
            "pipelining", post("Content-Length: 1\r\n", "a") + post("Content-Length: 1\r\n", "b"),
            "POST /x [a] POST /x [b]"),
        Row("pipelining after chunks", chunked("1\r\na\r\n0\r\n\r\n") + post(""), "POST /x [a] POST /x []"),
        Row("nothing after close", post("Connection: close\r\n") + post(""), "POST /x [] close"),
        Row(
            "the longest body", post("Content-Length: 100\r\n", String(repeating: "x", count: 100)),
            "POST /x [\(String(repeating: "x", count: 100))]"),
        Row("a hundred fields", post(String(repeating: "X: y\r\n", count: 99)), "POST /x []"),
        Row(
            "a target of 8 KiB", post("", target: "/" + String(repeating: "x", count: 8191)),
            "POST /\(String(repeating: "x", count: 8191)) []"),
        Row("a body that expects to go on", post("Expect: 100-continue\r\nContent-Length: 1\r\n", "a"), "POST /x [a]"),
        Row("an expectation of HTTP/1.0 is passed over", "POST /x HTTP/1.0\r\nExpect: x\r\n\r\n", "POST /x [] close"),
    ]

    private static let malformedMessages: [Row] = [
        // Lengths: what request smuggling lives on.
        Row("both lengths", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "400"),
        Row(
            "both lengths, the other way round",
            post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), "400"),
        Row("a length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), "400"),
        Row("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), "400"),
        Row("a list of lengths", post("Content-Length: 3, 3\r\n", "abc"), "400"),
        Row("a signed length", post("Content-Length: +3\r\n", "abc"), "400"),
        Row("a negative length", post("Content-Length: -3\r\n", "abc"), "400"),
        Row("a spaced length", post("Content-Length: 3 3\r\n", "abc"), "400"),
        Row("an empty length", post("Content-Length:\r\n"), "400"),
        Row("a length in hexadecimal", post("Content-Length: 0x3\r\n", "abc"), "400"),
        Row("a length in words", post("Content-Length: three\r\n", "abc"), "400"),
        Row("a length with a fraction", post("Content-Length: 3.0\r\n", "abc"), "400"),
        Row("a length in other digits", post("Content-Length: ٣\r\n", "abc"), "400"),
        Row("a length beyond any number", post("Content-Length: 99999999999999999999\r\n"), "413"),
        Row("a length over the limit", post("Content-Length: 101\r\n"), "413"),
        Row("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "400"),
        Row("chunked in a list", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), "400"),
        Row("gzip before chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "501"),
        Row("identity", post("Transfer-Encoding: identity\r\n"), "400"),
        Row("an unknown coding", post("Transfer-Encoding: xchunked\r\n"), "400"),
        Row("an empty coding", post("Transfer-Encoding:\r\n"), "400"),
        Row("a coding in quotes", post("Transfer-Encoding: \"chunked\"\r\n"), "400"),
        Row("chunked in HTTP/1.0", "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
        // Chunks.
        Row("a chunk without a size", chunked("\r\n"), "400"),
        Row("a chunk with a signed size", chunked("+3\r\nabc\r\n0\r\n\r\n"), "400"),
        Row("a chunk with a negative size", chunked("-1\r\n"), "400"),
        Row("a chunk size with 0x", chunked("0x3\r\nabc\r\n0\r\n\r\n"), "400"),
        Row("a chunk size with a space in front", chunked(" 3\r\nabc\r\n0\r\n\r\n"), "400"),
        Row("a chunk size with a trailing space", chunked("3 \r\nabc\r\n0\r\n\r\n"), "400"),
        Row("a chunk size that is not a number", chunked("xyz\r\n"), "400"),
        Row("a chunk size beyond any number", chunked("FFFFFFFFFFFFFFFFF\r\n"), "400"),
        Row("a chunk over the limit", chunked("65\r\n"), "413"),
        Row(
            "chunks over the limit together",
            chunked("64\r\n\(String(repeating: "x", count: 100))\r\n1\r\nx\r\n0\r\n\r\n"), "413"),
        Row("a chunk longer than it says", chunked("3\r\nabcd\r\n0\r\n\r\n"), "400"),
        Row("a chunk shorter than it says", chunked("3\r\nab\r\n0\r\n\r\n"), "400"),
        Row("a chunk that ends in LF", chunked("3\r\nabc\n0\r\n\r\n"), "400"),
        Row("a chunk size that ends in LF", chunked("3\nabc\r\n0\r\n\r\n"), "400"),
        Row("a chunk size that ends in CR", chunked("3\rabc\r\n0\r\n\r\n"), "400"),
        Row("a chunk extension too long", chunked("3;\(String(repeating: "x", count: 300))\r\nabc\r\n"), "400"),
        Row("a NUL in a chunk extension", chunked("3;\u{0}\r\nabc\r\n0\r\n\r\n"), "400"),
        Row("a trailer that is not a field", chunked("0\r\nx\r\n\r\n"), "400"),
        Row("a folded trailer", chunked("0\r\nX: y\r\n z\r\n\r\n"), "400"),
        Row("too many trailers", chunked("0\r\n" + String(repeating: "X: y\r\n", count: 101) + "\r\n"), "431"),
        Row(
            "trailers too long",
            chunked("0\r\n" + String(repeating: "X: \(String(repeating: "y", count: 1000))\r\n", count: 17) + "\r\n"),
            "431"),
        // Lines.
        Row("LF alone", "POST /x HTTP/1.1\nHost: h\n\n", "400"),
        Row("one LF alone", "POST /x HTTP/1.1\r\nHost: h\n\r\n", "400"),
        Row("CR alone", "POST /x HTTP/1.1\rHost: h\r\r", "400"),
        Row("CR in a value", post("X: a\rb\r\n"), "400"),
        Row("CR CR LF", post("X: a\r\r\n"), "400"),
        Row("LF in a value", post("X: a\nb\r\n"), "400"),
        Row("an LF first", "\n" + post(""), "400"),
        Row("a folded line", post("X: a\r\n b\r\n"), "400"),
        Row("a folded line with a tab", post("X: a\r\n\tb\r\n"), "400"),
        Row("a folded first field", "POST /x HTTP/1.1\r\n Host: h\r\n\r\n", "400"),
        Row("a space before the colon", post("X : a\r\n"), "400"),
        Row("a tab before the colon", post("X\t: a\r\n"), "400"),
        Row("a space before the colon of a length", post("Content-Length : 3\r\n", "abc"), "400"),
        Row("a field without a name", post(": a\r\n"), "400"),
        Row("a field without a colon", post("X\r\n"), "400"),
        Row("a name with a space", post("X Y: a\r\n"), "400"),
        Row("a name in quotes", post("\"X\": a\r\n"), "400"),
        Row("a name with a slash", post("X/Y: a\r\n"), "400"),
        Row("a name in UTF-8", post("Xé: a\r\n"), "400"),
        Row("a name with brackets", post("X[]: a\r\n"), "400"),
        Row("a NUL in a value", post("X: a\u{0}b\r\n"), "400"),
        Row("a NUL in a name", post("X\u{0}: a\r\n"), "400"),
        Row("a NUL in the target", post("", target: "/x\u{0}"), "400"),
        Row("a control character in a value", post("X: a\u{1}b\r\n"), "400"),
        Row("a delete character in a value", post("X: a\u{7F}b\r\n"), "400"),
        Row("an escape character in a value", post("X: \u{1B}[2J\r\n"), "400"),
        // The request line.
        Row("no version", "POST /x\r\nHost: h\r\n\r\n", "400"),
        Row("no target", "POST HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("an empty target", "POST  HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("two spaces", "POST  /x HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("a trailing space", "POST /x HTTP/1.1 \r\nHost: h\r\n\r\n", "400"),
        Row("a space in front", " POST /x HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("tabs for spaces", "POST\t/x\tHTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("a space in the target", "POST /x y HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("a method with a slash", "PO/ST /x HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("a method in brackets", "(POST) /x HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("a version in lower case", post("", version: "http/1.1"), "400"),
        Row("a version without a dot", post("", version: "HTTP/11"), "400"),
        Row("a version with two digits", post("", version: "HTTP/1.10"), "400"),
        Row("a version of letters", post("", version: "HTTP/x.y"), "400"),
        Row("another protocol", post("", version: "ICAP/1.0"), "400"),
        Row("HTTP/0.9", post("", version: "HTTP/0.9"), "505"),
        Row("HTTP/2.0", post("", version: "HTTP/2.0"), "505"),
        Row("SSH", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "400"),
        Row("a byte of no ASCII first", bytes: [0xFF], "400"),
        Row("a NUL first", bytes: [0x00], "400"),
        // Targets.
        Row("a target without a slash", post("", target: "x"), "400"),
        Row("authority form", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
        Row("an asterisk with POST", post("", target: "*"), "400"),
        Row("another scheme", post("", target: "ftp://h/x"), "400"),
        Row("a scheme without a host", post("", target: "http:///x"), "400"),
        Row("a fragment", post("", target: "/x#y"), "400"),
        Row("a dot segment", post("", target: "/a/../x"), "400"),
        Row("a dot segment at the end", post("", target: "/x/.."), "400"),
        Row("a single dot segment", post("", target: "/./x"), "400"),
        Row("an encoded dot segment", post("", target: "/a/%2e%2e/x"), "400"),
        Row("a half encoded dot segment", post("", target: "/a/.%2E/x"), "400"),
        Row("a dot segment after an encoded slash", post("", target: "/a%2f..%2fx"), "400"),
        Row("a dot segment before a slash with an accent", post("", target: "/a/../%CC%81x"), "400"),
        Row("dot segments in absolute form", post("", target: "http://h/../x"), "400"),
        Row("a percent sign alone", post("", target: "/%"), "400"),
        Row("half of an encoding", post("", target: "/%4"), "400"),
        Row("an encoding that is none", post("", target: "/%zz"), "400"),
        Row("an encoded NUL", post("", target: "/x%00"), "400"),
        Row("an encoded line end", post("", target: "/x%0d%0aX"), "400"),
        Row("an encoded escape", post("", target: "/%1b"), "400"),
        Row("an encoding that is not UTF-8", post("", target: "/%ff"), "400"),
        Row("an overlong encoding of a slash", post("", target: "/%c0%af"), "400"),
        Row("UTF-8 that is not encoded", post("", target: "/é"), "400"),
        Row("a delete character", post("", target: "/\u{7F}"), "400"),
        // Host.
        Row("no Host", "POST /x HTTP/1.1\r\n\r\n", "400"),
        Row("two Hosts", "POST /x HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", "400"),
        Row("two Hosts in HTTP/1.0", "POST /x HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n", "400"),
        // Limits.
        Row("a target over 8 KiB", post("", target: "/" + String(repeating: "x", count: 8192)), "414"),
        Row("a target over everything", post("", target: "/" + String(repeating: "x", count: 20_000)), "414"),
        Row("a header over 16 KiB", post("X: \(String(repeating: "y", count: 16_400))\r\n"), "431"),
        Row(
            "a header over 16 KiB without an end", "POST /x HTTP/1.1\r\nX: \(String(repeating: "y", count: 17_000))",
            "431"),
        Row("a line over 16 KiB without an end", String(repeating: "y", count: 17_000), "414"),
        Row("101 fields", post(String(repeating: "X: y\r\n", count: 100)), "431"),
        Row("an unknown expectation", post("Expect: 200-ok\r\n"), "417"),
        Row("two expectations", post("Expect: 100-continue\r\nExpect: 100-continue\r\n"), "417"),
        // What follows a good request.
        Row("garbage after a request", post("") + "\u{1}", "POST /x [] 400"),
        Row("a body without a length", post("", "{\"a\":1}"), "POST /x [] 400"),
        Row("a longer body than its length", post("Content-Length: 1\r\n", "a{"), "POST /x [a] 400"),
    ]
}
