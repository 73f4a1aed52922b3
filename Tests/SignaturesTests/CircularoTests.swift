import Formats
import Testing
import Values

@testable import Signatures

@Suite struct CircularoTests {
    static let body = Array(#"{"documentId":"d-1","event":"documentCompleted","actor":"ann"}"#.utf8)
    static let secret = Secret(Array("s3cret".utf8))
    /// `printf %s BODY | openssl dgst -sha256 -hmac s3cret`
    static let signature = "f638a5f8c1eda6b121b9a502505f5765d493d1087cd8a6148e553af9e11bfa4d"

    private func request(_ values: [String], body: [UInt8] = body) -> SignedRequest {
        let fields = values.map { HeaderFields.Field(name: "X-Circularo-Signature", value: $0) }
        return SignedRequest(fields: HeaderFields(fields), body: body)
    }

    private func signer(_ values: [String], body: [UInt8] = body, secrets: [Secret] = [secret]) -> Result<
        Int, Rejection
    > {
        Result { () throws(Rejection) in try Circularo().signer(of: request(values, body: body), among: secrets) }
    }

    @Test func `a signature of another tool is valid, in either letter case`() {
        #expect(signer([Self.signature]) == .success(0))
        #expect(signer([Self.signature.uppercased()]) == .success(0))
    }

    @Test func `our own signature is valid, and equals that of another tool`() {
        let fields = Circularo().request(
            sending: Self.body, of: "documentCompleted", at: Timestamp(milliseconds: 0), signedWith: Self.secret
        ).fields
        #expect(fields["x-circularo-signature"] == Self.signature)
        #expect(fields["content-type"] == "application/json")
    }

    @Test func `any of several secrets may have signed, and its index is returned`() {
        #expect(signer([Self.signature], secrets: [Secret([1]), Self.secret]) == .success(1))
    }

    @Test(arguments: [
        ([], Rejection.signatureMissing),
        ([""], .signatureMalformed),
        ([signature, signature], .signatureMalformed),
        ([String(signature.dropLast())], .signatureMalformed),
        ([String(signature.dropLast(2))], .signatureMalformed),
        ([signature + "00"], .signatureMalformed),
        (["sha256=" + signature], .signatureMalformed),
        ([signature.replacing("f638", with: "zz38")], .signatureMalformed),
        ([signature.replacing("f638", with: "f639")], .signatureWrong),
        ([String(repeating: "0", count: 64)], .signatureWrong),
    ])
    func `every other header is rejected`(values: [String], rejection: Rejection) {
        #expect(signer(values) == .failure(rejection))
    }

    @Test func `a body changed by any one bit is rejected`() {
        for position in Self.body.indices {
            for bit in 0..<8 {
                var changed = Self.body
                changed[position] ^= 1 << UInt8(bit)
                #expect(signer([Self.signature], body: changed) == .failure(.signatureWrong))
            }
        }
    }

    @Test func `no request is genuine at an endpoint without a secret`() {
        #expect(signer([Self.signature], secrets: []) == .failure(.signatureWrong))
    }

    @Test func `another secret is rejected`() {
        #expect(signer([Self.signature], secrets: [Secret(Array("s3cret ".utf8))]) == .failure(.signatureWrong))
    }

    @Test(arguments: [
        #"{"event":"documentCompleted"}"#, #"{"event":"somethingNew","actor":{"name":"Ann"},"more":[1]}"#,
        #"{"event":"x","actor":"ann","timestamp":1717247410500}"#,
    ])
    func `known and unknown events are accepted, whatever other fields there are`(text: String) throws {
        let events = try Circularo().events(in: SignedRequest(fields: HeaderFields(), body: Array(text.utf8)))
        #expect(events.map { $0.payload["event"] } == events.map { .string($0.name) } && events.count == 1)
    }

    @Test(arguments: [
        ("", Rejection.notJSON(offset: 0, reason: "unexpected end")), ("[]", .notAnObject), ("\"x\"", .notAnObject),
        ("{}", .eventMissing), (#"{"event":7}"#, .eventMissing), (#"{"event":""}"#, .eventMissing),
        (#"{"event":null}"#, .eventMissing), (#"{"event":"a\u0000b"}"#, .eventMissing),
        (#"{"event":"\#(String(repeating: "x", count: 257))"}"#, .eventMissing),
        ("event=documentCompleted", .notJSON(offset: 0, reason: "expected a value")),
    ])
    func `a body without an event is rejected`(text: String, rejection: Rejection) {
        #expect(throws: rejection) {
            try Circularo().events(in: SignedRequest(fields: HeaderFields(), body: Array(text.utf8)))
        }
    }
}
