import Formats
import Testing
import Values

@testable import Signatures

@Suite struct SecretTests {
    @Test(arguments: Scheme.all, ["", " ", "\n", "\t", String(repeating: "\0", count: 32), "\0"])
    func `bytes that cannot be a key match no signature and no token`(scheme: Scheme, text: String) throws {
        let blank = Secret(Array(text.utf8))
        #expect(scheme.verdict(try scheme.request(), secrets: [blank]) == .failure(.signatureWrong))
        for secret in [blank, Secret([])] where scheme.secret.standardWebhooksKey == nil {
            let forged = try scheme.request(secret: secret)
            #expect(throws: Rejection.self) { try scheme.verdict(forged, secrets: [blank]).get() }
        }
        let spelled = Secret(Array("whsec_\(blank.bytes.base64)".utf8))
        #expect(throws: Rejection.self) { try scheme.verdict(try scheme.request(), secrets: [spelled]).get() }
    }

    /// As either form of HeadParser's text may be: the bytes as they are, or each as a character of its own.
    @Test(arguments: [
        ("clé", "clé"), ("clé", "clÃ©"), ("clé", "cl\u{E9}"), ("ключ", "ключ"), ("ключ", "ÐºÐ»Ñ\u{8E}Ñ\u{87}"),
    ])
    func `a token that is not ASCII is recognised in UTF-8 and in ISO 8859-1`(token: String, header: String) throws {
        let secrets = [Secret([1]), Secret(Array(token.utf8))]
        for (sender, field) in [(GitLab() as any Provider, "X-Gitlab-Token"), (Documenso(), "X-Documenso-Secret")] {
            let request = SignedRequest(fields: HeaderFields([.init(name: field, value: header)]), body: [])
            #expect(try sender.signer(of: request, among: secrets) == 1)
            let other = SignedRequest(fields: HeaderFields([.init(name: field, value: header + "é")]), body: [])
            #expect(throws: Rejection.signatureWrong) { try sender.signer(of: other, among: secrets) }
        }
    }

    @Test func `a secret in ISO 8859-1 is recognised, too`() throws {
        let secret = Secret([0x63, 0x6C, 0xE9])
        let request = SignedRequest(fields: HeaderFields([.init(name: "X-Gitlab-Token", value: "cl\u{E9}")]), body: [])
        #expect(try GitLab().signer(of: request, among: [secret]) == 0)
    }

    @Test(arguments: ["é", "Ã©"])
    func `an id that is not ASCII is signed as the bytes that were sent`(header: String) throws {
        let sent = header == "é" ? [Array("é".utf8), [0xE9]] : [Array("é".utf8), Array("Ã©".utf8)]
        for id in sent {
            let message = id + Array(".1795467241.{}".utf8)
            let code = HMAC.code(of: message, key: Scheme.key, algorithm: .sha256)
            let fields = [
                ("X-Id", header), ("X-Time", Scheme.time), ("X-Signature", "v1:" + code.hexadecimal),
            ]
            let request = SignedRequest(
                fields: HeaderFields(fields.map { HeaderFields.Field(name: $0.0, value: $0.1) }), body: Array("{}".utf8)
            )
            #expect(try Custom(Scheme.custom()).signer(of: request, among: [Scheme.key]) == 0)
        }
    }
}
