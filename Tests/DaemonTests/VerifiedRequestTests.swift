import Formats
import Signatures
import Testing
import Values

@testable import Daemon

/// The replay window is checked only here, for every provider, after the signature.
@Suite struct VerifiedRequestTests {
    static let now = Timestamp(milliseconds: 1_795_467_241_000)
    static let named = ProviderName.allCases.filter { $0 != .custom }

    private static func endpoint(_ name: ProviderName, window: Duration? = nil) -> Endpoint {
        let isStandard = name == .standardWebhooks || name == .gitlab
        let key = isStandard ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "s3cret"
        var endpoint = Endpoint(path: "/e", provider: name, secrets: [Secret(Array(key.utf8))])
        endpoint.replayWindow = window
        return endpoint
    }

    private static func request(
        _ name: ProviderName, _ event: String = "x", at moment: Timestamp = now, payload: [UInt8]? = nil
    ) throws -> SignedRequest {
        let endpoint = endpoint(name)
        return try endpoint.sender.request(
            sending: payload ?? endpoint.sender.sample(of: event, at: moment), of: event, at: moment,
            signedWith: endpoint.secrets.first)
    }

    private func verdict(_ request: SignedRequest, _ endpoint: Endpoint) -> Rejection? {
        do throws(Rejection) {
            _ = try VerifiedRequest(request, at: endpoint, now: Self.now)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: named, [-301, -300, 0, 300, 301])
    func `a request before or after the replay window is rejected`(name: ProviderName, seconds: Int)
        throws
    {
        let request = try Self.request(name, at: Self.now + .seconds(seconds))
        let expected: Rejection? =
            !name.signsTime ? .timestampMissing : abs(seconds) > 300 ? .timestampOutside : nil
        #expect(verdict(request, Self.endpoint(name, window: .seconds(300))) == expected)
        // Without the directive, the window of the provider's documentation applies.
        let documented = Self.endpoint(name).sender.defaultReplayWindow != nil
        #expect(verdict(request, Self.endpoint(name)) == (documented ? expected : nil))
        // A window longer than the documentation's.
        if name.signsTime { #expect(verdict(request, Self.endpoint(name, window: .seconds(301))) == nil) }
    }

    @Test(arguments: [
        #"{"event":"x"}"#, #"{"event":"x","timestamp":null}"#, #"{"event":"x","timestamp":"soon"}"#,
        #"{"event":"x","timestamp":{"at":1795467241}}"#,
    ])
    func `a replay window rejects a request without a valid time`(body: String) throws {
        let request = try Self.request(.circularo, payload: Array(body.utf8))
        #expect(verdict(request, Self.endpoint(.circularo, window: .seconds(300))) == .timestampMissing)
        #expect(verdict(request, Self.endpoint(.circularo)) == nil)
    }

    @Test func `the signature is checked before the time, which a forged request can choose`() throws {
        let request = try Self.request(.stripe, at: Self.now - .seconds(9000))
        var endpoint = Self.endpoint(.stripe)
        endpoint.secrets = [Secret([1])]
        #expect(verdict(request, endpoint) == .signatureWrong)
    }

    @Test func `the index of the secret that signed is returned, and nil for an unsigned endpoint`() throws {
        let request = try Self.request(.github, "push")
        var endpoint = Self.endpoint(.github)
        endpoint.secrets.insert(Secret([1]), at: 0)
        guard case .events(let events, let secret) = try VerifiedRequest(request, at: endpoint, now: Self.now) else {
            Issue.record("no events")
            return
        }
        #expect(events.map(\.name) == ["push"] && secret == 1)
        endpoint.isUnsigned = true
        endpoint.secrets = []
        let unmarked = events.map { Event(name: $0.name, payload: $0.payload, id: $0.id, body: $0.body) }
        #expect(try VerifiedRequest(request, at: endpoint, now: Self.now) == .events(unmarked, secret: nil))
    }

    @Test func `the items of a request are counted before they are parsed`() throws {
        let body = "{\"items\":[" + String(repeating: "0,", count: 1001) + "and no JSON"
        var endpoint = Self.endpoint(.circularo)
        endpoint.each = FieldPath("items")
        #expect(verdict(try Self.request(.circularo, payload: Array(body.utf8)), endpoint) == .tooManyEvents)
        endpoint.each = nil
        let rejection = verdict(try Self.request(.circularo, payload: Array(body.utf8)), endpoint)
        #expect(rejection?.name == "not-json")
    }

    @Test func `Slack's challenge is returned only if its signature is valid`() throws {
        let payload = Array(#"{"type":"url_verification","challenge":"3eZbrw1a"}"#.utf8)
        let request = try Self.request(.slack, payload: payload)
        #expect(
            try VerifiedRequest(request, at: Self.endpoint(.slack), now: Self.now) == .handshake(FixedReply("3eZbrw1a"))
        )
        let forged = SignedRequest(fields: request.fields, body: payload + [0x20])
        #expect(verdict(forged, Self.endpoint(.slack)) == .signatureWrong)
        let old = try Self.request(.slack, at: Self.now - .seconds(301), payload: payload)
        #expect(verdict(old, Self.endpoint(.slack)) == .timestampOutside)
    }

    @Test func `BoldSign's verification request needs no signature`() throws {
        let body = Array(#"{"event":{"eventType":"Verification","id":"7"}}"#.utf8)
        let fields = HeaderFields([.init(name: "X-BoldSign-Event", value: "Verification")])
        let request = SignedRequest(fields: fields, body: body)
        #expect(try VerifiedRequest(request, at: Self.endpoint(.boldsign), now: Self.now) == .handshake(FixedReply("")))
        let other = SignedRequest(fields: HeaderFields(), body: body)
        #expect(verdict(other, Self.endpoint(.boldsign)) == .signatureMissing)
    }

    @Test func `GitHub's ping is an event like any other`() throws {
        guard
            case .events(let events, _) = try VerifiedRequest(
                Self.request(.github, "ping"), at: Self.endpoint(.github), now: Self.now)
        else {
            Issue.record("no events")
            return
        }
        #expect(events.map(\.name) == ["ping"])
    }
}
