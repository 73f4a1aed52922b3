import Formats
import Testing
import Values

@testable import Signatures

/// Signatures and signed values in the body: nothing else of the body is read before they are verified.
@Suite struct BodySignatureTests {
    private static let deep = String(repeating: "[", count: 1000)

    private func request(_ body: String, _ sender: any Provider, _ fields: [(String, String)] = []) -> SignedRequest {
        if sender.name == .dropboxSign {
            let form = MultipartBody.of(Array(body.utf8), named: "json")
            let type = HeaderFields.Field(name: "content-type", value: form.contentType)
            return SignedRequest(fields: HeaderFields([type]), body: form.body)
        }
        let header = fields.map { HeaderFields.Field(name: $0.0, value: $0.1) }
        return SignedRequest(fields: HeaderFields(header), body: Array(body.utf8))
    }

    private func code(_ message: String) -> String {
        HMAC.code(of: Array(message.utf8), key: Scheme.key, algorithm: .sha256).hexadecimal
    }

    @Test func `the signature of a body is found and checked before the rest is read`() throws {
        let cases: [(any Provider, String)] = [
            (SignWell(), #"{"event":{"type":"x","time":1,"hash":"\#(code("x@1"))"},"data":"#),
            (DropboxSign(), #"{"event":{"event_type":"x","event_time":"1","event_hash":"\#(code("1x"))"},"data":"#),
        ]
        for (sender, start) in cases {
            let genuine = request(start + Self.deep, sender)
            #expect(try sender.signer(of: genuine, among: [Scheme.key]) == 0)
            #expect(throws: Rejection.self) { try sender.events(in: genuine) }
            let forged = request(start.replacing("\"x\"", with: "\"y\"") + Self.deep, sender)
            #expect(throws: Rejection.signatureWrong) { try sender.signer(of: forged, among: [Scheme.key]) }
            // With the signature after it, the depth alone refuses the request.
            let buried = request(#"{"data":"# + Self.deep + "," + start.dropFirst() + "1}", sender)
            #expect(throws: Rejection.signatureMissing) { try sender.signer(of: buried, among: [Scheme.key]) }
        }
    }

    @Test func `a signed field of a custom provider's body is found without the rest of it`() throws {
        var scheme = CustomScheme()
        scheme.header = "X-Signature"
        scheme.signed = try #require(SignedText("{id}.{timestamp}.{body}"))
        scheme.id = .field(FieldPath([.member("meta"), .member("id")]))
        scheme.timestamp = .field(FieldPath([.member("at")]))
        let body = #"{"meta":{"id":7},"at":1795467241,"data":"# + Self.deep
        let genuine = request(body, Custom(scheme), [("X-Signature", code("7.1795467241.\(body)"))])
        #expect(try Custom(scheme).signer(of: genuine, among: [Scheme.key]) == 0)
        #expect(throws: Rejection.self) { try Custom(scheme).events(in: genuine) }
    }

    /// Both have to find the same event: the scanner before verification, the reader after it.
    @Test(arguments: [
        #"{"event":{"type":"x","time":1,"hash":"HASH"},"event":{"type":"y","time":1,"hash":"HASH"}}"#,
        #"{"event":{"type":"x","time":1,"hash":"HASH","type":"y"}}"#,
        #"{"event":{"type":"x","time":1,"hash":"HASH"},"\u0065vent":{"type":"y"}}"#,
        #"{"event":{"type":"x","time":1,"hash":"HASH","typ\u0065":"y"}}"#,
    ])
    func `a duplicate event field is rejected, however it is spelled`(text: String) throws {
        let genuine = request(text.replacing("HASH", with: code("x@1")), SignWell())
        #expect(try SignWell().signer(of: genuine, among: [Scheme.key]) == 0)
        #expect(throws: Rejection.self) { try SignWell().events(in: genuine) }
    }

    @Test func `a form with many pairs or a long head is rejected before it is parsed`() {
        #expect(FormBody(Array(String(repeating: "&a=1", count: 1001).utf8)) == nil)
        #expect(FormBody(Array(String(repeating: "&a=1", count: 1000).utf8))?.fields.count == 1000)
        let head = "Content-Disposition: form-data; name=\"json\""
        func part(_ filler: Int) -> [UInt8]? {
            let body = "--b\r\nX: \(String(repeating: "x", count: filler))\r\n\(head)\r\n\r\n{}\r\n--b--"
            return MultipartBody(Array(body.utf8), contentType: "multipart/form-data; boundary=b")?.only("json")
        }
        #expect(part(3000) == Array("{}".utf8) && part(5000) == nil)
    }
}
