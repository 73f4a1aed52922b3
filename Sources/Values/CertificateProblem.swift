/// A problem with the files of a TLS listener.
package struct CertificateProblem: Sendable, Equatable {
    package enum File: Sendable {
        case certificate, key, clientAuthorities
    }

    package let file: File
    /// Names the file's path.
    package let text: String
    package let help: String?
    /// Whether TLS works nevertheless.
    package let isWarning: Bool

    package init(_ file: File, _ text: String, help: String? = nil, isWarning: Bool = false) {
        self.file = file
        self.text = text
        self.help = help
        self.isWarning = isWarning
    }
}

/// Checks such files as the TLS library does.
package typealias CertificateCheck = @Sendable (TLSFiles) -> [CertificateProblem]
