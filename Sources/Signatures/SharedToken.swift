import Values

/// A secret that the sender puts into a header as it is: nothing is signed, and who has seen one request can send any.
enum SharedToken {
    /// Finds whose secret was sent.
    ///
    /// - Parameters:
    ///   - sent: the bytes of the header.
    ///   - secrets: any of them may be it; an empty one never is.
    /// - Returns: the position of the secret.
    /// - Throws: that nothing was sent, or none of the secrets.
    static func owner(of sent: [UInt8], among secrets: [Secret]) throws(Rejection) -> Int {
        guard !sent.isEmpty else { throw .signatureMalformed }
        // Digests are compared, so that the time does not tell the secret's length either.
        let digest = Fingerprint.of([sent])
        guard let owner = secrets.firstIndex(where: { HMAC.areEqual(Fingerprint.of([$0.bytes]), digest) }) else {
            throw .signatureWrong
        }
        return owner
    }
}
