import COpenSSL
import Glibc
package import Values

/// Certificate, key and settings of a TLS listener: TLS 1.2 and 1.3, HTTP/1.1.
///
/// libssl counts references to its own type and locks it, and nothing changes it after creation: hence `@unchecked`. C
/// pointers, as libssl has them.
package final class TLSContext: @unchecked Sendable {
    let context: OpaquePointer

    /// Days before expiry from which `check` warns.
    private static let warningDays: Int32 = 21
    /// The only protocol offered by ALPN, RFC 7301.
    private static let http = Array("http/1.1".utf8)

    /// Reads the files.
    ///
    /// - Parameter files: of one listener.
    /// - Throws: the first problem that is not a warning.
    package convenience init(_ files: TLSFiles) throws(TLSFailure) {
        let (context, problems) = Self.load(files)
        if let problem = problems.first(where: { !$0.isWarning }) {
            context.map(SSL_CTX_free)
            throw TLSFailure(description: problem.text)
        }
        guard let context else { throw TLSFailure(description: "libssl cannot allocate a context") }
        self.init(context: context)
    }

    private init(context: OpaquePointer) {
        self.context = context
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// All errors in a listener's files, and warnings about their validity.
    package static func problems(with files: TLSFiles) -> [CertificateProblem] {
        let (context, problems) = load(files)
        context.map(SSL_CTX_free)
        return problems
    }

    private static func load(_ files: TLSFiles) -> (OpaquePointer?, [CertificateProblem]) {
        guard let context = SSL_CTX_new(TLS_server_method()) else { return (nil, []) }
        setRules(of: context)
        var problems: [CertificateProblem] = []
        ERR_clear_error()
        if SSL_CTX_use_certificate_chain_file(context, files.certificate) == 1 {
            problems += problemsWithDates(of: SSL_CTX_get0_certificate(context), files)
            problems += useKey(of: files, in: context)
        } else {
            problems.append(
                CertificateProblem(
                    .certificate, "\(files.certificate) is not a certificate: \(reason())",
                    help: "expected PEM: the certificate, followed by its intermediate certificates"))
        }
        if let path = files.clientAuthorities { problems += demandCertificates(from: path, in: context) }
        return (context, problems)
    }

    private static func setRules(of context: OpaquePointer) {
        _ = hr_ssl_ctx_set_min_version(context, TLS1_2_VERSION)
        // For TLS 1.2. Forward secrecy: a key stolen later decrypts no earlier connection, as none of these sends a
        // secret to the certificate's key. All ciphers of TLS 1.3 have it.
        _ = SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20")
        // Free buffers of idle connections; allow partial writes, and their repetition from another address.
        _ = hr_ssl_ctx_set_mode(
            context,
            Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS))
        _ = hr_ssl_ctx_refuse_renegotiation(context)
        // Sessions are kept in the clients' tickets: nothing here grows with their number.
        _ = hr_ssl_ctx_disable_session_cache(context)
        let name = Array("hookrunner".utf8)
        SSL_CTX_set_session_id_context(context, name, UInt32(name.count))
        SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nil)
        // Keeps libssl from asking for a passphrase on the terminal.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
    }

    /// Points into the client's list, which outlives the call.
    private static let chooseProtocol: SSL_CTX_alpn_select_cb_func = { _, chosen, length, offered, offeredLength, _ in
        var at = 0
        while let offered, at < Int(offeredLength) {
            let size = Int(offered[at])
            if at + size < Int(offeredLength),
                UnsafeBufferPointer(start: offered + at + 1, count: size).elementsEqual(http)
            {
                chosen?.pointee = offered + at + 1
                length?.pointee = UInt8(size)
                return SSL_TLSEXT_ERR_OK
            }
            at += size + 1
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }

    private static func problemsWithDates(of certificate: OpaquePointer?, _ files: TLSFiles) -> [CertificateProblem] {
        var days: Int32 = 0
        var seconds: Int32 = 0
        let path = files.certificate
        if ASN1_TIME_diff(&days, &seconds, nil, X509_get0_notAfter(certificate)) == 1 {
            if days < 0 || seconds < 0 {
                return [
                    CertificateProblem(
                        .certificate, "\(path): the certificate expired \(ago(-days))", help: "renew it")
                ]
            }
            if days < warningDays {
                return [
                    CertificateProblem(
                        .certificate, "\(path): the certificate expires \(days == 0 ? "today" : "in \(days) days")",
                        help: "renew it, then send the daemon SIGHUP", isWarning: true)
                ]
            }
        }
        if ASN1_TIME_diff(&days, &seconds, nil, X509_get0_notBefore(certificate)) == 1, days > 0 || seconds > 0 {
            return [
                CertificateProblem(
                    .certificate, "\(path): the certificate is not valid yet", help: "check the clock",
                    isWarning: true)
            ]
        }
        return []
    }

    private static func ago(_ days: Int32) -> String {
        days == 0 ? "today" : days == 1 ? "1 day ago" : "\(days) days ago"
    }

    private static func useKey(of files: TLSFiles, in context: OpaquePointer) -> [CertificateProblem] {
        ERR_clear_error()
        // Keeps libssl from asking for a passphrase on the terminal, and records that it wanted one.
        var isEncrypted = false
        let isUsable = withUnsafeMutablePointer(to: &isEncrypted) { asked in
            SSL_CTX_set_default_passwd_cb_userdata(context, asked)
            SSL_CTX_set_default_passwd_cb(context) { _, _, _, asked in
                asked?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }
            defer { SSL_CTX_set_default_passwd_cb(context, nil) }
            return SSL_CTX_use_PrivateKey_file(context, files.key, SSL_FILETYPE_PEM) == 1
        }
        guard !isUsable else { return [] }
        let mismatches = [X509_R_KEY_VALUES_MISMATCH, X509_R_KEY_TYPE_MISMATCH]
        guard !mismatches.contains(hr_err_reason(ERR_peek_last_error())) else {
            return [
                CertificateProblem(
                    .key, "\(files.key) is not the key of the certificate \(files.certificate)",
                    help: "use the key that belongs to the certificate")
            ]
        }
        return [
            CertificateProblem(
                .key, "\(files.key) \(isEncrypted ? "is encrypted" : "is not a private key: \(reason())")",
                help: isEncrypted
                    ? "the daemon cannot ask for a passphrase: store the key without one, readable by this user only"
                    : "expected the key in PEM form")
        ]
    }

    /// Requires clients to present a certificate signed by one of these authorities.
    private static func demandCertificates(from path: String, in context: OpaquePointer) -> [CertificateProblem] {
        ERR_clear_error()
        guard SSL_CTX_load_verify_locations(context, path, nil) == 1, let names = SSL_load_client_CA_file(path) else {
            return [
                CertificateProblem(
                    .clientAuthorities, "\(path) contains no certificate: \(reason())",
                    help: "expected the certificates of the clients' authorities, in PEM form")
            ]
        }
        SSL_CTX_set_client_CA_list(context, names)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        return []
    }

    /// libssl's first error: the later ones follow from it.
    static func reason(else fallback: String = "not in a format that libssl reads") -> String {
        let error = ERR_peek_error()
        ERR_clear_error()
        return ERR_reason_error_string(error).map { String(cString: $0) } ?? fallback
    }
}

/// Why a TLS listener cannot be set up. The description is one line and names the file.
package struct TLSFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
}
