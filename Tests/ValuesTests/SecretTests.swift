import Formats
import Testing
import Values

@Suite struct SecretTests {
    @Test(arguments: [
        ("", Secret.Flaw.empty), (" ", .blank), ("\n", .blank), ("\t \r\n\u{B}\u{C}", .blank), ("\0", .zero),
        (String(repeating: "\0", count: 32), .zero), ("\0 \0", .blank), ("\0k", nil), ("k\0", nil), (" k", nil),
        ("0", nil),
    ])
    func `bytes that are nothing but white space or zeros cannot be a key`(text: String, flaw: Secret.Flaw?) {
        #expect(Secret(Array(text.utf8)).flaw == flaw)
    }

    @Test(arguments: [
        (15, 0, true), (16, 0, false), (15, 17, true), (16, 1, false), (32, 0, false), (0, 0, true), (1, 100, true),
    ])
    func `a key of fewer than 16 bytes is short, and zeros at its end add nothing`(
        bytes: Int, zeros: Int, isShort: Bool
    ) {
        let key = Array(repeating: UInt8(ascii: "k"), count: bytes) + Array(repeating: 0, count: zeros)
        #expect(Secret(key).isShort == isShort)
    }

    @Test(
        arguments: [
            (ProviderName.github, "whsec_", nil), (.standardWebhooks, "whsec_a2V5", nil), (.gitlab, "whsec_a2V5", nil),
            (.gitlab, "token", nil), (.standardWebhooks, "token", "is not 'whsec_' followed by base64"),
            (.gitlab, "whsec_a2V", "is not 'whsec_' followed by base64"), (.standardWebhooks, "whsec_", "is empty"),
            (.gitlab, "whsec_", "is empty"), (.standardWebhooks, "whsec_AAAAAAAA", "is only zero bytes"),
            (.gitlab, "whsec_AAAAAAAA", "is only zero bytes"), (.standardWebhooks, "whsec_ICAg", "is only white space"),
            (.circularo, "\0\0", "is only zero bytes"), (.documenso, " ", "is only white space"),
        ] as [(ProviderName, String, String?)])
    func `the key behind a provider's spelling is checked, too`(provider: ProviderName, text: String, problem: String?)
    {
        #expect(provider.problem(with: Secret(Array(text.utf8))) == problem)
    }
}
