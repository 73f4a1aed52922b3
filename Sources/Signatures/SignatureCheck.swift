import Formats
import Values

/// How a signature is written.
enum SignatureEncoding {
    case hexadecimal, base64

    /// The bytes that a text stands for; nil if it is anything else.
    func bytes(of text: some StringProtocol) -> [UInt8]? {
        switch self {
        case .hexadecimal: [UInt8](hexadecimal: String(text))
        case .base64: [UInt8](base64: Array(text.utf8))
        }
    }

    /// The text that stands for these bytes.
    func text(of bytes: [UInt8]) -> String {
        switch self {
        case .hexadecimal: bytes.hexadecimal
        case .base64: bytes.base64
        }
    }
}

/// The comparison that every scheme comes down to.
enum SignatureCheck {
    /// Finds who signed.
    ///
    /// A signature of another length than the algorithm's is malformed. A secret that cannot be a key signs nothing.
    ///
    /// - Parameters:
    ///   - signatures: any of them may be right.
    ///   - message: what was signed.
    ///   - secrets: any of them may have signed.
    ///   - algorithm: the hash.
    /// - Returns: the position of the secret.
    /// - Throws: that there is no signature among them, or no right one.
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

    /// The same where the sender may have signed any of several messages: a header leaves open in which encoding.
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
