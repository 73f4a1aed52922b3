import Formats
import Support
import Testing
import Values

@testable import Signatures

@Suite struct FormTests {
    private func json(_ body: String, _ type: String = "multipart/form-data; boundary=b") -> String? {
        MultipartBody(Array(body.utf8), contentType: type)?.only("json").map { String(decoding: $0, as: UTF8.self) }
    }

    private static let head = "Content-Disposition: form-data; name=\"json\"\r\n\r\n"

    @Test(arguments: [
        ("--b\r\n\(head){}\r\n--b--\r\n", "{}"), ("--b\r\n\(head){}\r\n--b--", "{}"),
        ("preamble\r\n--b\r\n\(head){}\r\n--b--\r\nepilogue", "{}"), ("--b\r\n\(head)\r\n--b--", ""),
        ("--b\r\ncontent-type: application/json\r\ncontent-disposition: form-data;name=json\r\n\r\n{}\r\n--b--", "{}"),
        ("--b\r\n\(head)\r\n-- b\r\n--\r\n--b--", "\r\n-- b\r\n--"),
        ("--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b\r\n\(head){}\r\n--b--", "{}"),
    ])
    func `a part is found`(body: String, content: String) {
        #expect(json(body) == content)
    }

    @Test(arguments: [
        "", "--b", "--b--", "{}", "--b\r\n\(head){}", "--b\r\n\(head){}\r\n--b", "--b\r\n\(head){}\r\n--c--",
        "--b\r\n\(head){}\r\n--b\r\n\(head){}\r\n--b--", "--b\n\(head){}\r\n--b--", "--b\r\n{}\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\n{}\r\n--b--", "--bx\r\n\(head){}\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"json\"; name=\"x\"\r\n\r\n{}\r\n--b--",
        "x--b\r\n\(head){}\r\n--b--",
    ])
    func `a malformed body has no part`(body: String) {
        #expect(json(body) == nil)
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=b", true), ("multipart/form-data;boundary=\"b\"", true),
        ("Multipart/Form-Data; charset=utf-8; Boundary=b", true), ("multipart/form-data", false),
        ("multipart/form-data; boundary=", false), ("multipart/form-data; boundary=b; boundary=c", false),
        ("multipart/form-data; boundary=\(String(repeating: "b", count: 71))", false),
    ])
    func `the boundary is found in the content type`(type: String, isFound: Bool) {
        #expect((json("--b\r\n\(Self.head){}\r\n--b--", type) != nil) == isFound)
    }

    @Test func `a wrapped payload is found again`() {
        let content = Array("{\"a\":\"\r\n--b--\r\n\"}".utf8)
        let form = MultipartBody.of(content, named: "json")
        #expect(MultipartBody(form.body, contentType: form.contentType)?.only("json") == content)
    }

    @Test func `a body of nothing but delimiters is rejected`() {
        #expect(json(String(repeating: "\r\n--b", count: 200_000)) == nil)
        #expect(json(String(repeating: "\r\n", count: 500_000)) == nil)
        #expect(json(String(repeating: "--b\r\n\(Self.head)x\r\n", count: 5000)) == nil)
        #expect(FormBody(Array(String(repeating: "a&", count: 5000).utf8)) == nil)
    }

    @Test func `text that is slow to compare is not compared before it is verified`() {
        let isLinear = ProcessorTime.isLinear(from: 2000) { size in
            let accents = String(repeating: "\u{301}\u{323}", count: size)
            let head = "Content-Disposition: form-data; \(accents); name=\"json\"\(accents)"
            #expect(json("--b\r\n\(accents): x\r\n\(head)\r\n\r\n{}\r\n--b--") == nil)
            #expect(FormBody(Array("\(accents)=1&json=2&\(accents)a=\(accents)".utf8))?.only("json") == "2")
        }
        #expect(isLinear)
    }

    @Test func `no combination of a few pieces crashes the parser`() {
        let pieces = ["\r\n", "--b", "--", "\r\n\r\n", Self.head, "x", ""]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let body = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            _ = json(body)
        }
    }

    @Test(arguments: [
        ("application/x-www-form-urlencoded", "json=%7B%22event%22%3A%7B%22event_type%22%3A%22x%22%7D%7D"),
        ("multipart/form-data; boundary=b", "--b\r\n\(head){\"event\":{\"event_type\":\"x\"}}\r\n--b--"),
    ])
    func `Dropbox Sign's payload is found in either form, and gets its expected answer`(type: String, body: String)
        throws
    {
        let request = SignedRequest(
            fields: HeaderFields([.init(name: "Content-Type", value: type)]), body: Array(body.utf8))
        let event = try #require(try DropboxSign().events(in: request).first)
        #expect(event.name == "x" && event.body == Array(#"{"event":{"event_type":"x"}}"#.utf8))
        #expect(DropboxSign().acknowledgement(of: request) == FixedReply("Hello API Event Received"))
        let bare = SignedRequest(fields: HeaderFields(), body: event.body ?? [])
        #expect(throws: Rejection.payloadMissing) { try DropboxSign().events(in: bare) }
    }

    @Test(arguments: [
        ("signature=a", ["a"]), ("x=1&signature=a%2Fb", ["a/b"]), ("signature=a&signature=b", ["a", "b"]),
        ("signature", [""]), ("signature=%G", [""]), ("Signature=a", []), ("", []), ("signatur%65=a", ["a"]),
        ("xsignature=a", []),
    ])
    func `a query parameter is found however it is encoded`(query: String, values: [String]) {
        let request = SignedRequest(fields: HeaderFields(), query: query, body: [])
        #expect(request.parameters(named: "signature") == values)
    }
}
