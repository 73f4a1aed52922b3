import Values

/// A secret that is sent in a header: nothing is signed, and anyone who has seen one request can forge others.
enum SharedToken {
    /// Finds the secret that was sent.
    ///
    /// - Parameters:
    ///   - sent: the header's value, which may encode the secret in UTF-8 or in ISO 8859-1.
    ///   - secrets: the candidates; one that cannot be a key never matches.
    /// - Returns: the index of the secret.
    /// - Throws: `signatureMalformed` for an empty value, else `signatureWrong`.
    static func owner(of sent: some StringProtocol, among secrets: [Secret]) throws(Rejection) -> Int {
        guard !sent.isEmpty else { throw .signatureMalformed }
        // Digests are compared, so that the timing does not leak the secret's length either.
        let digests = sent.sentBytes.map { Fingerprint.of([$0]) }
        let owner = secrets.firstIndex { secret in
            let own = Fingerprint.of([secret.bytes])
            return secret.flaw == nil && digests.contains { HMAC.areEqual(own, $0) }
        }
        guard let owner else { throw .signatureWrong }
        return owner
    }
}
