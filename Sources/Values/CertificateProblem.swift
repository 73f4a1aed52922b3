/// What is wrong with the files of a listener that speaks TLS.
package struct CertificateProblem: Sendable, Equatable {
    /// Which file.
    package enum File: Sendable {
        /// The certificate and those behind it.
        case certificate
        /// The private key.
        case key
        /// Those who sign for clients.
        case clientAuthorities
    }

    /// Which file.
    package let file: File
    /// What is wrong, with the file's path.
    package let text: String
    /// What to do.
    package let help: String?
    /// Whether TLS works all the same.
    package let isWarning: Bool

    /// Puts a problem together.
    package init(_ file: File, _ text: String, help: String? = nil, isWarning: Bool = false) {
        self.file = file
        self.text = text
        self.help = help
        self.isWarning = isWarning
    }
}

/// Looks at such files, as the TLS library does.
package typealias CertificateCheck = @Sendable (TLSFiles) -> [CertificateProblem]
