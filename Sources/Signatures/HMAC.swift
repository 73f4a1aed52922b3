import COpenSSL
import Values

/// Keyed digests and their comparison, from libcrypto. The only file that calls OpenSSL, hence the unsafe pointers.
enum HMAC {
    /// The hash under the HMAC.
    enum Algorithm {
        case sha256, sha512

        /// In bytes.
        var digestLength: Int {
            switch self {
            case .sha256: 32
            case .sha512: 64
            }
        }

        fileprivate var digest: OpaquePointer? {
            switch self {
            case .sha256: EVP_sha256()
            case .sha512: EVP_sha512()
            }
        }
    }

    /// The HMAC of `message` (RFC 2104).
    static func code(of message: [UInt8], key: Secret, algorithm: Algorithm) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: algorithm.digestLength)
        var length: UInt32 = 0
        let result = message.withUnsafeBufferPointer { message in
            key.bytes.withUnsafeBytes { key in
                COpenSSL.HMAC(
                    algorithm.digest, key.baseAddress, Int32(key.count), message.baseAddress, message.count, &code,
                    &length)
            }
        }
        precondition(result != nil && Int(length) == code.count, "libcrypto cannot compute an HMAC")
        return code
    }

    /// Compares in constant time.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}

/// SHA-256 of several pieces, each preceded by its length, so that different lists of pieces have different messages.
package enum Fingerprint {
    /// 32 bytes, which depend on the order of the pieces.
    package static func of(_ pieces: [[UInt8]]) -> [UInt8] {
        let message = pieces.flatMap { piece in
            withUnsafeBytes(of: UInt64(piece.count).bigEndian, Array.init) + piece
        }
        var digest = [UInt8](repeating: 0, count: 32)
        let result = EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil)
        precondition(result == 1, "libcrypto cannot compute SHA-256")
        return digest
    }
}
