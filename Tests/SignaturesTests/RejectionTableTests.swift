import Formats
import Testing
import Values

@testable import Signatures

/// One table of what must never pass, over every provider.
@Suite struct RejectionTableTests {
    /// A change of the signature: the values that replace it, derived from its digits.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rejection: Rejection
        let values: @Sendable (_ digits: String, _ scheme: Scheme) -> [String]
    }

    static let changes: [Change] = [
        Change(testDescription: "missing", rejection: .signatureMissing) { _, _ in [] },
        Change(testDescription: "empty", rejection: .signatureMalformed) { _, _ in [""] },
        Change(testDescription: "only the prefix", rejection: .signatureMalformed) { _, scheme in [scheme.prefix] },
        Change(testDescription: "wrong", rejection: .signatureWrong) { digits, scheme in
            [scheme.prefix + ("Aa".contains(digits.prefix(1)) ? "B" : "A") + digits.dropFirst()]
        },
        Change(testDescription: "all zeros", rejection: .signatureWrong) { _, scheme in
            [scheme.prefix + scheme.encoding.text(of: Array(repeating: 0, count: scheme.digestLength))]
        },
        Change(testDescription: "one digit short", rejection: .signatureMalformed) { digits, scheme in
            [scheme.prefix + digits.dropLast()]
        },
        Change(testDescription: "one byte short", rejection: .signatureMalformed) { digits, scheme in
            let bytes = scheme.encoding.bytes(of: digits) ?? Array(digits.utf8)
            return [scheme.prefix + scheme.encoding.text(of: bytes.dropLast())]
        },
        Change(testDescription: "one byte long", rejection: .signatureMalformed) { digits, scheme in
            let bytes = scheme.encoding.bytes(of: digits) ?? Array(digits.utf8)
            return [scheme.prefix + scheme.encoding.text(of: bytes + [0])]
        },
        Change(testDescription: "trailing white space", rejection: .signatureMalformed) { digits, scheme in
            [scheme.prefix + digits + " "]
        },
        Change(testDescription: "white space within", rejection: .signatureMalformed) { digits, scheme in
            [scheme.prefix + digits.prefix(10) + " " + digits.dropFirst(10)]
        },
        Change(testDescription: "another prefix", rejection: .signatureMalformed) { digits, scheme in
            ["x" + scheme.prefix + digits]
        },
    ]

    @Test(arguments: Scheme.all, changes)
    func `a changed signature never passes`(scheme: Scheme, change: Change) throws {
        let request = try scheme.request()
        let digits = try #require(scheme.digits(of: request))
        #expect(scheme.verdict(request) == .success(0))
        let changed = try scheme.request(request, with: change.values(digits, scheme))
        let verdict = scheme.verdict(changed)
        // A shared secret has no format: whatever differs from it is a wrong one.
        let expected = scheme.isHMAC || digits.isEmpty ? change.rejection : nil
        #expect(throws: expected ?? Self.withoutForm(change.rejection, changed, scheme)) { try verdict.get() }
    }

    private static func withoutForm(_ rejection: Rejection, _ request: SignedRequest, _ scheme: Scheme) -> Rejection {
        scheme.digits(of: request).map { $0.isEmpty ? .signatureMalformed : .signatureWrong } ?? rejection
    }

    @Test(arguments: Scheme.all)
    func `a signature by another algorithm never passes`(scheme: Scheme) throws {
        let other = HMAC.code(
            of: scheme.payload, key: scheme.secret, algorithm: scheme.digestLength == 32 ? .sha512 : .sha256)
        let request = try scheme.request(
            scheme.request(), with: [scheme.prefix + scheme.encoding.text(of: other)])
        let expected: Rejection = scheme.isHMAC ? .signatureMalformed : .signatureWrong
        #expect(scheme.verdict(request) == .failure(expected))
    }

    @Test(arguments: Scheme.all)
    func `a repeated header or parameter never passes, even if each is right`(scheme: Scheme) throws {
        if case .member = scheme.place { return }
        let request = try scheme.request()
        let value = scheme.prefix + (try #require(scheme.digits(of: request)))
        #expect(scheme.verdict(try scheme.request(request, with: [value, value])) == .failure(.signatureMalformed))
    }

    @Test(arguments: Scheme.all)
    func `a wrong, missing or empty secret never passes`(scheme: Scheme) throws {
        let request = try scheme.request()
        #expect(scheme.verdict(request, secrets: []) == .failure(.signatureWrong))
        #expect(scheme.verdict(request, secrets: [Secret([])]) == .failure(.signatureWrong))
        #expect(scheme.verdict(request, secrets: [Secret(scheme.secret.bytes + [0x20])]) == .failure(.signatureWrong))
        // Signed with the empty key by an attacker who hopes that none was configured.
        guard scheme.isHMAC, scheme.secret.standardWebhooksKey == nil else { return }
        let forged = try scheme.request(secret: Secret([]))
        #expect(scheme.verdict(forged, secrets: [Secret([])]) == .failure(.signatureWrong))
    }

    @Test(arguments: Scheme.all)
    func `any of several secrets may have signed, and its index is returned`(scheme: Scheme) throws {
        let others = [Secret(Array("other".utf8)), Secret([])]
        #expect(scheme.verdict(try scheme.request(), secrets: others + [scheme.secret]) == .success(2))
    }

    @Test(arguments: Scheme.all.filter(\.coversBody))
    func `a body changed by any one bit never passes`(scheme: Scheme) throws {
        let request = try scheme.request()
        for position in request.body.indices {
            for bit in 0..<8 {
                var body = request.body
                body[position] ^= 1 << UInt8(bit)
                let changed = SignedRequest(fields: request.fields, query: request.query, body: body)
                #expect(scheme.verdict(changed) == .failure(.signatureWrong))
            }
        }
        for body in [request.body + [0x0A], [], Array(request.body.dropLast())] {
            let changed = SignedRequest(fields: request.fields, query: request.query, body: body)
            #expect(scheme.verdict(changed) == .failure(.signatureWrong))
        }
    }

    @Test(arguments: [
        (SignWell() as any Provider, ["type": "other", "time": "1"]),
        (DropboxSign(), ["event_type": "other", "event_time": "1"]),
    ])
    func `neither type nor time can be changed if only they are signed`(
        sender: any Provider, values: [String: String]
    ) throws {
        let scheme = try #require(Scheme.all.first { $0.sender.name == sender.name })
        let payload = try #require(try sender.events(in: scheme.request()).first?.payload)
        for (name, value) in values {
            let body = payload.setting(.string(value), at: ["event", name]).bytes
            let fields = HeaderFields([.init(name: "content-type", value: FormBody.type)])
            let form = Array("json=".utf8) + body.flatMap { Array("%".utf8) + Array([$0].hexadecimal.utf8) }
            let changed = SignedRequest(fields: fields, body: sender.name == .signwell ? body : form)
            #expect(scheme.verdict(changed) == .failure(.signatureWrong))
        }
    }

    @Test(arguments: [
        ("stripe", "Stripe-Signature"), ("standard-webhooks", "webhook-timestamp"),
        ("slack", "X-Slack-Request-Timestamp"), ("boldsign", "X-BoldSign-Signature"), ("custom", "X-Time"),
        ("standard-webhooks", "webhook-id"), ("custom", "X-Id"),
    ])
    func `another time or id than the signed one never passes`(name: String, field: String) throws {
        let scheme = try #require(Scheme.all.first { $0.sender.name.rawValue == name })
        let request = try scheme.request()
        let value = try #require(request.fields[field])
        let digit = try #require(value.firstIndex { $0.isNumber })
        var other = value
        other.replaceSubrange(digit...digit, with: value[digit] == "1" ? "2" : "1")
        let fields = request.fields.fields.map { $0.name == field ? .init(name: field, value: other) : $0 }
        let changed = SignedRequest(fields: HeaderFields(fields), body: request.body)
        #expect(scheme.verdict(changed) == .failure(.signatureWrong))
    }

    /// Time and body are joined to one text before they are signed: `1.2` and `.3` make the same as `1` and `.2.3`.
    @Test(arguments: ["", "soon", "-1", "1795467241 ", "1795467241.1", "+1795467241", "179546724100", "１"])
    func `a time that is more or less than digits never passes, even if it is signed`(time: String) throws {
        let body = Array(#"{"type":"x","event":{"eventType":"x"}}"#.utf8)
        let code = HMAC.code(of: Array("\(time).".utf8) + body, key: Scheme.key, algorithm: .sha256).hexadecimal
        for (sender, field, key) in [
            (Stripe() as any Provider, "Stripe-Signature", "v1"), (BoldSign(), "X-BoldSign-Signature", "s0"),
        ] {
            let fields = HeaderFields([.init(name: field, value: "t=\(time),\(key)=\(code)")])
            let request = SignedRequest(fields: fields, body: body)
            #expect(throws: Rejection.timestampMissing) { try sender.signer(of: request, among: [Scheme.key]) }
        }
    }
}
