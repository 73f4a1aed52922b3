import Testing
import Values

@Suite struct ProviderNameTests {
    @Test(arguments: [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true), ("whsec_", false),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ", false), ("whsec_*", false), ("WHSEC_Zm9v", false),
    ])
    func `a key of Standard Webhooks is whsec_ and base64, and no problem shows it`(text: String, isKey: Bool) {
        let problem = ProviderName.standardWebhooks.problem(with: Secret(Array(text.utf8)))
        #expect((problem == nil) == isKey)
        #expect(problem?.contains("MfKQ9") != true)
        #expect(ProviderName.github.problem(with: Secret(Array(text.utf8))) == nil)
    }
}
