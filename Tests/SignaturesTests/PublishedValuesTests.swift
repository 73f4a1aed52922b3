import Formats
import Testing
import Values

@testable import Signatures

/// Values that the providers themselves have published.
@Suite struct PublishedValuesTests {
    private func fields(_ pairs: KeyValuePairs<String, String>) -> HeaderFields {
        HeaderFields(pairs.map { HeaderFields.Field(name: $0.key, value: $0.value) })
    }

    /// <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation>
    @Test func `GitHub's published example verifies`() throws {
        let request = SignedRequest(
            fields: fields([
                "X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
            ]), body: Array("Hello, World!".utf8))
        #expect(try GitHub().signer(of: request, among: [Secret(Array("It's a Secret to Everybody".utf8))]) == 0)
    }

    /// The vector of the libraries at <https://github.com/standard-webhooks/standard-webhooks>.
    @Test func `the published example of Standard Webhooks verifies`() throws {
        let request = SignedRequest(
            fields: fields([
                "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
                "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ]), body: Array(#"{"test": 2432232314}"#.utf8))
        let secret = Secret(Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8))
        #expect(try StandardWebhooks().signer(of: request, among: [secret]) == 0)
        #expect(StandardWebhooks().signedTime(in: request) == Timestamp(rfc3339: "2021-02-25T15:02:10Z"))
    }

    /// <https://docs.slack.dev/authentication/verifying-requests-from-slack>: a slash command.
    @Test func `Slack's published example, a slash command, verifies`() throws {
        let body = [
            "token=xyzz0WbapA4vBCDEFasx0q6G", "team_id=T1DC2JH3J", "team_domain=testteamnow", "channel_id=G8PSS9T3V",
            "channel_name=foobar", "user_id=U2CERLKJA", "user_name=roadrunner", "command=%2Fwebhook-collect", "text=",
            "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN",
            "trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
        ].joined(separator: "&")
        let request = SignedRequest(
            fields: fields([
                "Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": "1531420618",
                "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            ]), body: Array(body.utf8))
        let secret = Secret(Array("8f742231b10e8888abcd99yyyzzz85a5".utf8))
        #expect(try Slack().signer(of: request, among: [secret]) == 0)
        let event = try #require(try Slack().events(in: request).first)
        #expect(event.name == "/webhook-collect")
        #expect(event.payload["user_name"] == "roadrunner" && event.payload["text"] == "")
        #expect(event.body == event.payload.bytes)
        #expect(Slack().acknowledgement(of: request) == FixedReply(""))
    }

    /// RFC 4231 §4.3 and §4.7 for HMAC-SHA-512.
    @Test(arguments: [
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
        ),
    ])
    func `HMAC-SHA-512 computes the values of RFC 4231`(key: [UInt8], message: String, code: String) {
        #expect(HMAC.code(of: Array(message.utf8), key: Secret(key), algorithm: .sha512).hexadecimal == code)
    }
}
