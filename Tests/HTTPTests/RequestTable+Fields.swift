/// The grammar of targets, hosts, fields and chunks, production by production.
extension RequestTable {
    /// The whole header of a request, which has no other Host.
    private static func get(_ fields: String, target: String = "/x", version: String = "HTTP/1.1") -> String {
        "GET \(target) \(version)\r\n\(fields)\r\n"
    }

    private static func host(_ value: String, target: String = "/x") -> String {
        get("Host: \(value)\r\n", target: target)
    }

    private static func chunk(extensions: String) -> String { chunked("3\(extensions)\r\nabc\r\n0\r\n\r\n") }

    private static func trailer(_ field: String) -> String { chunked("0\r\n\(field)\r\n\r\n") }

    static let goodFields: [Row] =
        [
            // uri-host [ ":" port ]: RFC 9110 §7.2, RFC 3986 §3.2.2.
            "example.com", "example.com:8080", "example.com:", "EXAMPLE.com.", "a_b-c.example", "192.0.2.1:80", "[::1]",
            "[2001:db8::1]:443", "[::ffff:192.0.2.1]", "h%20h", "a~b!$&'()*+;=c", "",
        ].map { Row("Host: \($0)", host($0), "GET /x []") }
        + [
            // Absolute form: RFC 9112 §3.2.2. The Host beside it does not count.
            Row("absolute form with a port", host("h:8080", target: "http://h:8080/x"), "GET /x []"),
            Row("absolute form with an address", host("[::1]", target: "http://[::1]/x?y"), "GET /x?y []"),
            Row("absolute form with another Host", host("i", target: "http://h/x"), "GET /x []"),
            Row("absolute form of HTTP/1.0", get("", target: "http://h/x", version: "HTTP/1.0"), "GET /x [] close"),
            // *pchar, and what clients of the URL Standard leave as it is.
            Row(
                "every character of a path", host("h", target: "/-._~!$&'()*+,;=:@|[]"), "GET /-._~!$&'()*+,;=:@|[] []"),
            Row("characters of a path that are encoded", host("h", target: "/%22%3C%5C%7b%23%3F"), "GET /\"<\\{#? []"),
            Row("every character of a query", host("h", target: "/x?/?:@[]{}|\\^`\"<>"), "GET /x?/?:@[]{}|\\^`\"<> []"),
            Row("an empty segment at the end", host("h", target: "/x//"), "GET /x// []"),
            // Connection: RFC 9110 §7.6.1.
            Row("an empty Connection", get("Host: h\r\nConnection:\r\n"), "GET /x []"),
            Row("empty elements in Connection", get("Host: h\r\nConnection: , ,close,\r\n"), "GET /x [] close"),
            Row("blanks in Connection", get("Host: h\r\nConnection: \t a \t,\tclose \r\n"), "GET /x [] close"),
            Row("Connection twice", get("Host: h\r\nConnection: a\r\nConnection: close\r\n"), "GET /x [] close"),
            Row("closeness is not close", get("Host: h\r\nConnection: closeness\r\n"), "GET /x []"),
            Row(
                "close counts more than keep-alive",
                get("Connection: keep-alive, close\r\n", version: "HTTP/1.0"), "GET /x [] close"),
            Row(
                "an upgrade is passed over",
                get("Host: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"),
                "GET /x []"),
            // Fields: RFC 9110 §5.5, §5.6.2.
            Row("every character of a name", get("Host: h\r\n!#$%&'*+-.^_`|~09azAZ: x\r\n"), "GET /x []"),
            Row("every visible character in a value", get("Host: h\r\nX: !\"(),/:;<=>?@[\\]{}\r\n"), "GET /x []"),
            Row("UTF-8 in a value", get("Host: h\r\nX: größer €\r\n"), "GET /x []"),
            Row("a body that GET has", get("Host: h\r\nContent-Length: 2\r\n") + "ab", "GET /x [ab]"),
            // Expect: RFC 9110 §10.1.1.
            Row(
                "an expectation in any case", post("Expect: 100-Continue\r\nContent-Length: 1\r\n", "a"), "POST /x [a]"),
            Row("an expectation without a body", post("Expect: 100-continue\r\n"), "POST /x []"),
            // chunk-ext: RFC 9112 §7.1.1.
            Row("extensions with blanks", chunk(extensions: " ; \t a = b ; c"), "POST /x [abc]"),
            Row("an extension in quotes", chunk(extensions: ";a=\"; b \\\" \\\\ ,\""), "POST /x [abc]"),
            Row("an empty extension in quotes", chunk(extensions: ";a=\"\""), "POST /x [abc]"),
            Row("UTF-8 in an extension in quotes", chunk(extensions: ";a=\"é\""), "POST /x [abc]"),
            // Informational trailers: RFC 9110 §6.5.
            Row(
                "a checksum in the trailers", trailer("Digest: x\r\nX-Amz-Checksum: y\r\nServer-Timing: z"),
                "POST /x []"),
            // The largest length, and one with the most digits.
            Row("a length of many zeros", post("Content-Length: 000000000000000002\r\n", "ab"), "POST /x [ab]"),
        ]

    static let malformedFields: [Row] =
        [
            "a/b", "/", "user@h", "user:secret@h", "h,i", "h, i", "a b", "a\tb", "h:80:80", "h:x", "h:-1", "h:65536",
            "h:000080",
            ":80", ":", "h#f", "h?q", "h\\i", "\"h\"", "<h>", "h%", "h%4", "h%zz", "[", "[]", "[::1", "::1", "[::1]x",
            "[::1]:x", "[h]", "[192.0.2.1]", "[fe80::1%25eth0]", "[v1.a]", "http://h", "é", "h|i", "h^", "{h}",
        ].map { Row("Host: \($0)", host($0), "400") }
        + [
            "http://", "http://?q", "http://:80/x", "http://user@h/x", "http://user:secret@h/x", "http://h:x/",
            "http://h,i/",
            "http://[::1/x", "http://h/x#f", "http://h#f", "http:/x", "http:x", "//h\\x", "/a\\b", "/a\"b", "/a<b",
            "/a>b",
            "/a^b", "/a`b", "/a{b}", "h:80", "mailto:x", "*x", "?x", "#",
        ].map { Row("target \($0)", host("h", target: $0), "400") }
        + [
            "Connection", "Content-Length", "Content-Type", "Content-Encoding", "content-md5", "Transfer-Encoding",
            "Host",
            "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "TE", "Trailer", "Upgrade", "Expect",
            "Range",
            "If-Match", "Cache-Control", "Max-Forwards", "Pragma", "X-Forwarded-For", "FORWARDED", "Via", "Date",
        ].map { Row("\($0) in the trailers", trailer("\($0): 1"), "400") }
        + [
            ";", " ;", ";;a", ";a;", ";=", ";=b", ";a=", ";a=;b", ";a=b=c", ";a b", ";a=b c", ";a ", ";a=\"",
            ";a=\"b\"c",
            ";a=\"b\\", ";a=\"b\\\"", ";a=b\"", ";a/b", ";é", ";a=é", "a;\u{1}", ";a=\"\u{7F}\"", ",a", "=a", "x",
        ].map { Row("a chunk extension \($0)", chunk(extensions: $0), "400") }
        + [
            "clo se", "\"close\"", "close;x", "a/b", "close, (x)", "é",
        ].map { Row("Connection: \($0)", get("Host: h\r\nConnection: \($0)\r\n"), "400") }
        + [
            ("gzip", "400"), ("chunked, gzip", "400"), ("chunked, gzip, chunked", "400"), (", chunked", "400"),
            ("chunked,", "400"), ("chunked;q=1", "400"), ("chunked x", "400"), ("gz ip, chunked", "400"),
            ("gzip;q=1, chunked", "501"), ("deflate ,\tchunked", "501"),
        ].map { Row("Transfer-Encoding: \($0.0)", post("Transfer-Encoding: \($0.0)\r\n", "0\r\n\r\n"), $0.1) }
        + [
            Row("an empty Host beside an authority", host("", target: "http://h/x"), "400"),
            Row("no Host beside an authority", get("", target: "http://h/x"), "400"),
            Row("a malformed Host beside an authority", host("a b", target: "http://h/x"), "400"),
            Row("an asterisk with a query", "OPTIONS *?x HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
            Row("CONNECT with a path", "CONNECT h:80/x HTTP/1.1\r\nHost: h\r\n\r\n", "400"),
            Row("a list of expectations", post("Expect: 100-continue, 100-continue\r\n"), "417"),
            Row("an expectation with a parameter", post("Expect: 100-continue;x\r\n"), "417"),
            Row("an empty expectation", post("Expect:\r\n"), "417"),
            Row("a version of two digits in front", post("", version: "HTTP/11.1"), "400"),
            Row("a version with a sign", post("", version: "HTTP/+1.1"), "400"),
            Row("HTTP/3.0", post("", version: "HTTP/3.0"), "505"),
            Row("a CR before the request line", "\r" + post(""), "400"),
            Row("blanks before the request line", "\r\n \r\n" + post(""), "400"),
        ]
}
