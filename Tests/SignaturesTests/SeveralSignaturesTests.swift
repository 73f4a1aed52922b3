import Formats
import Testing
import Values

@testable import Signatures

/// Senders that sign with an old and a new key for a while: one right signature is enough.
@Suite struct SeveralSignaturesTests {
    private static let wrong = String(repeating: "0", count: 64)
    private static let wrongBase64 = String(repeating: "A", count: 43) + "="

    private func verdict(_ name: String, _ values: (String) -> [(String, String)]) throws -> Result<Int, Rejection> {
        let scheme = try #require(Scheme.all.first { $0.sender.name.rawValue == name })
        guard case .header(let field) = scheme.place else { return .failure(.signatureMissing) }
        let request = try scheme.request()
        let digits = try #require(scheme.digits(of: request))
        let others = request.fields.fields.filter { $0.name != field }
        let fields = others + values(digits).map { HeaderFields.Field(name: $0.0, value: $0.1) }
        return scheme.verdict(SignedRequest(fields: HeaderFields(fields), body: request.body))
    }

    @Test(arguments: [
        ("W,v1=R", true), ("R,v1=W", true), ("R,v0=W", true), ("short,v1=R", true), ("W,v1=W", false),
        ("W,v0=R", false), ("W,v2=R", false), ("W, v1=R", true),
    ])
    func `a Stripe request may be signed in any v1 and in no other scheme`(list: String, passes: Bool) throws {
        let found = try verdict("stripe") { digits in
            [
                (
                    "Stripe-Signature",
                    "t=\(Scheme.time),v1=" + list.replacing("W", with: Self.wrong).replacing("R", with: digits)
                )
            ]
        }
        #expect(found == (passes ? .success(0) : .failure(.signatureWrong)))
    }

    @Test(arguments: [
        ("t=T,v1=R,t=T", Rejection.signatureMalformed), ("v1=R", .signatureMalformed), ("t=T", .signatureMalformed),
        ("t=T,v0=R", .signatureMalformed), ("t=T,v1=R,", .signatureMalformed), ("t=T;v1=R", .timestampMissing),
        ("T,R", .signatureMalformed), ("t=T,V1=R", .signatureMalformed),
    ])
    func `a malformed Stripe header never passes`(text: String, rejection: Rejection) throws {
        let found = try verdict("stripe") { digits in
            [("Stripe-Signature", text.replacing("R", with: digits).replacing("T", with: Scheme.time))]
        }
        // "t=T;v1=R" has no second pair at all, so the text after `t=` is not a time.
        #expect(found == .failure(rejection) || found == .failure(.signatureMalformed))
    }

    @Test(arguments: [
        ("v1,W v1,R", true), ("v1,R v1,W", true), ("v1a,W v1,R", true), ("v1,W", false), ("v1,W v1a,R", false),
        ("v1,W v2,R", false), ("v1, v1,R", true), ("R v1,R", true),
    ])
    func `a Standard Webhooks request may be signed in v1 and in no other scheme`(list: String, passes: Bool) throws {
        let found = try verdict("standard-webhooks") { digits in
            [("webhook-signature", list.replacing("W", with: Self.wrongBase64).replacing("R", with: digits))]
        }
        #expect(found == (passes ? .success(0) : .failure(.signatureWrong)))
    }

    /// CVE-2024-21491: a comparison as long as the shorter of two signatures let an empty one pass.
    @Test(arguments: ["v1,", "v1", ",", " ", "v1, v1,", "v1,AA=="])
    func `an empty signature never passes`(text: String) throws {
        let found = try verdict("standard-webhooks") { _ in [("webhook-signature", text)] }
        #expect(found == .failure(.signatureMalformed))
    }

    @Test func `Docusign's headers count up to the first gap in their numbers`() throws {
        func headers(_ values: [(Int, String)]) -> [(String, String)] {
            values.map { ("X-DocuSign-Signature-\($0.0)", $0.1) }
        }
        let wrong = Self.wrongBase64
        #expect(try verdict("docusign") { headers([(1, wrong), (2, $0)]) } == .success(0))
        #expect(try verdict("docusign") { headers([(1, "short"), (2, $0)]) } == .success(0))
        #expect(
            try verdict("docusign") { digits in headers((1...99).map { ($0, wrong) } + [(100, digits)]) } == .success(0)
        )
        #expect(
            try verdict("docusign") { digits in headers((1...100).map { ($0, wrong) } + [(101, digits)]) }
                == .failure(.signatureWrong))
        #expect(try verdict("docusign") { headers([(2, $0)]) } == .failure(.signatureMissing))
        #expect(try verdict("docusign") { headers([(1, wrong), (2, $0), (2, $0)]) } == .failure(.signatureMalformed))
        #expect(try verdict("docusign") { _ in headers([(1, wrong), (2, wrong)]) } == .failure(.signatureWrong))
    }

    @Test(arguments: [
        ("s0=W, s1=R", Result<Int, Rejection>.success(0)), ("s0=R, s1=W", .success(0)), ("s0=R,s1=W", .success(0)),
        ("s0=W, s1=W", .failure(.signatureWrong)), ("s0=W, s2=R", .failure(.signatureWrong)),
        ("s2=R", .failure(.signatureMalformed)),
    ])
    func `a BoldSign request may be signed in s0 or s1`(list: String, expected: Result<Int, Rejection>) throws {
        let found = try verdict("boldsign") { digits in
            [
                (
                    "X-BoldSign-Signature",
                    "t=\(Scheme.time), " + list.replacing("W", with: Self.wrong).replacing("R", with: digits)
                )
            ]
        }
        #expect(found == expected)
    }
}
