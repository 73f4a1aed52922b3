import Values

/// A secret that the sender puts into a header as it is: nothing is signed, and who has seen one request can send any.
enum SharedToken {
    /// Finds whose secret was sent.
    ///
    /// - Parameters:
    ///   - sent: the text of the header; the secret may be its bytes in UTF-8 or in ISO 8859-1.
    ///   - secrets: any of them may be it; one that cannot be a key never is.
    /// - Returns: the position of the secret.
    /// - Throws: that nothing was sent, or none of the secrets.
    static func owner(of sent: some StringProtocol, among secrets: [Secret]) throws(Rejection) -> Int {
        guard !sent.isEmpty else { throw .signatureMalformed }
        // Digests are compared, so that the time does not tell the secret's length either.
        let digests = sent.sentBytes.map { Fingerprint.of([$0]) }
        let owner = secrets.firstIndex { secret in
            let own = Fingerprint.of([secret.bytes])
            return secret.flaw == nil && digests.contains { HMAC.areEqual(own, $0) }
        }
        guard let owner else { throw .signatureWrong }
        return owner
    }
}
