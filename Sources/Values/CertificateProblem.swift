/// What is wrong with the files of a listener that speaks TLS.
public struct CertificateProblem: Sendable, Equatable {
    /// Which file.
    public enum File: Sendable {
        /// The certificate and those behind it.
        case certificate
        /// The private key.
        case key
        /// Those who sign for clients.
        case clientAuthorities
    }

    /// Which file.
    public let file: File
    /// What is wrong, with the file's path.
    public let text: String
    /// What to do.
    public let help: String?
    /// Whether TLS works all the same.
    public let isWarning: Bool

    /// Puts a problem together.
    public init(_ file: File, _ text: String, help: String? = nil, isWarning: Bool = false) {
        self.file = file
        self.text = text
        self.help = help
        self.isWarning = isWarning
    }
}

/// Looks at such files, as the TLS library does.
public typealias CertificateCheck = @Sendable (TLSFiles) -> [CertificateProblem]
