import Formats
import Values

enum SignatureEncoding {
    case hexadecimal, base64

    /// Decodes a text; nil if it is malformed.
    func bytes(of text: some StringProtocol) -> [UInt8]? {
        switch self {
        case .hexadecimal: [UInt8](hexadecimal: String(text))
        case .base64: [UInt8](base64: Array(text.utf8))
        }
    }

    func text(of bytes: [UInt8]) -> String {
        switch self {
        case .hexadecimal: bytes.hexadecimal
        case .base64: bytes.base64
        }
    }
}

/// The verification that all HMAC schemes share.
enum SignatureCheck {
    /// Finds the secret that signed. A signature of another length than the algorithm's is malformed. A secret that
    /// cannot be a key never matches.
    ///
    /// - Parameters:
    ///   - signatures: one of them has to match.
    ///   - message: the signed bytes.
    ///   - secrets: any of them may have signed.
    ///   - algorithm: the hash.
    /// - Returns: the index of the secret.
    /// - Throws: `signatureMalformed` if no signature has the right length, else `signatureWrong`.
    static func signer(
        of signatures: [[UInt8]], over message: [UInt8], among secrets: [Secret], algorithm: HMAC.Algorithm = .sha256
    ) throws(Rejection) -> Int {
        let candidates = signatures.filter { $0.count == algorithm.digestLength }
        guard !candidates.isEmpty else { throw .signatureMalformed }
        let signer = secrets.firstIndex { secret in
            guard secret.flaw == nil else { return false }
            let code = HMAC.code(of: message, key: secret, algorithm: algorithm)
            return candidates.contains { HMAC.areEqual(code, $0) }
        }
        guard let signer else { throw .signatureWrong }
        return signer
    }

    /// The same for several possible messages, since the encoding of a signed header is unknown.
    static func signer(
        of signatures: [[UInt8]], over messages: [[UInt8]], among secrets: [Secret],
        algorithm: HMAC.Algorithm = .sha256
    ) throws(Rejection) -> Int {
        for message in messages.dropLast() {
            if let signer = try? signer(of: signatures, over: message, among: secrets, algorithm: algorithm) {
                return signer
            }
        }
        return try signer(of: signatures, over: messages.last ?? [], among: secrets, algorithm: algorithm)
    }
}
