import Formats
import Support
import Testing
import Values

@testable import Signatures

/// Compares openssl(1) with our signatures: what is signed, by the letter of each documentation.
@Suite(.timeLimit(.minutes(4))) struct IndependentToolTests {
    private func openssl(_ message: String, algorithm: String = "sha256", key: String) async throws -> [UInt8]? {
        let outcome = try await Program.run(
            ["dgst", "-\(algorithm)", "-mac", "HMAC", "-macopt", key], executable: "/usr/bin/openssl", input: message)
        return outcome.output.split(separator: " ").last.flatMap {
            [UInt8](hexadecimal: String($0.filter { $0 != "\n" }))
        }
    }

    /// The signed text, for each provider whose signature is an HMAC.
    private func message(_ scheme: Scheme, _ request: SignedRequest) throws -> String {
        let body = String(decoding: request.body, as: UTF8.self)
        let time = Scheme.time
        switch scheme.sender.name {
        case .stripe, .boldsign: return "\(time).\(body)"
        case .slack: return "v0:\(time):\(body)"
        case .standardWebhooks, .gitlab: return "\(try #require(request.fields["webhook-id"])).\(time).\(body)"
        case .custom: return "\(try #require(request.fields["X-Id"])).\(time).\(body)"
        case .signwell: return "document_completed@\(time)"
        case .dropboxSign: return "\(time)signature_request_all_signed"
        default: return body
        }
    }

    @Test(arguments: Scheme.all.filter(\.isHMAC))
    func `openssl computes the same signature for every provider`(scheme: Scheme) async throws {
        let request = try scheme.request()
        let key =
            [.standardWebhooks, .gitlab].contains(scheme.sender.name)
            ? "hexkey:31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0" : "key:s3cret"
        let code = try await openssl(
            try message(scheme, request), algorithm: scheme.digestLength == 64 ? "sha512" : "sha256", key: key)
        #expect(scheme.encoding.text(of: try #require(code)) == scheme.digits(of: request))
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{FF}\u{0}?>"])
    func `openssl writes the same base64`(text: String) async throws {
        let outcome = try await Program.run(["base64", "-A"], executable: "/usr/bin/openssl", input: text)
        let written = outcome.output.filter { $0 != "\n" }
        #expect(Array(text.utf8).base64 == written)
        #expect([UInt8](base64: Array(written.utf8)) == Array(text.utf8))
    }
}
