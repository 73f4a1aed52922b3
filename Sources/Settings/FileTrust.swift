import Values

/// Decides which owners and modes of files are accepted.
///
/// A user who can write a file that hookrunner obeys can run commands as hookrunner's user. sshd(8), sudo(8) and cron(8)
/// reject such files, too. A file that the user has named may belong to any user, as bind mounts do; then all files of
/// that owner are trusted.
struct FileTrust {
    /// What hookrunner uses a file or directory for.
    enum Use {
        /// Named on the command line, in the environment, or in the place of the system.
        case chosen
        /// Obeyed because it exists, or because another file names it.
        case obeyed
        /// Named in the configuration, and never obeyed: keys and certificates.
        case key
    }

    /// A reason not to trust a file.
    struct Doubt: Equatable {
        let severity: Diagnostic.Severity
        let message: String
        let help: String
    }

    /// The trusted users besides root.
    var users: Set<UInt32>
    private let userID: UInt32

    init(userID: UInt32) {
        self.userID = userID
        users = [userID]
    }

    /// The most serious first. Messages call the open file `what`, such as `secret file`, and `path`.
    func doubts(about ownership: FileOwnership, as use: Use, _ what: String, _ path: String) -> [Doubt] {
        ownership.faults(trusting: users).map { fault in
            let mode = if case .foreignOwner = fault { "" } else { " (mode \(ownership.modeText))" }
            return Doubt(
                severity: severity(of: fault, as: use), message: "\(what) \(path) \(fault)\(mode)",
                help: help(against: fault, path))
        }
    }

    /// Reasons not to trust a file that was found in the working directory.
    ///
    /// - Parameters:
    ///   - file: ownership of the open file; nil if it is not a file.
    ///   - name: how messages call it.
    ///   - directory: ownership of the working directory.
    /// - Returns: the ends of a sentence that begins with `not used:`; empty for a trusted file.
    func doubts(about file: FileOwnership?, _ name: String, in directory: FileOwnership?) -> [String] {
        let ofFile = file?.faults(trusting: users).filter(\.isByAnybody) ?? []
        let ofDirectory = directory?.faults(trusting: users).filter(\.isByAnybody) ?? []
        // In a sticky directory such as /tmp a user cannot replace the file of another.
        let isKept = directory?.isSticky == true && ofDirectory == [.writableByOthers]
        return ofFile.map { "\(name) \($0)" } + (isKept ? [] : ofDirectory.map { "the working directory \($0)" })
    }

    private func severity(of fault: FileOwnership.Fault, as use: Use) -> Diagnostic.Severity {
        switch (fault, use) {
        case (.writableByOthers, _), (.foreignOwner, .obeyed): .error
        // The owner has chosen the group.
        case (.writableByGroup, _), (.foreignOwner, .chosen), (.foreignOwner, .key): .warning
        }
    }

    private func help(against fault: FileOwnership.Fault, _ path: String) -> String {
        switch fault {
        case .foreignOwner where userID == 0: "chown root \(path)"
        case .foreignOwner: "chown it to root or to uid \(userID), as which hookrunner runs"
        case .writableByOthers: "chmod o-w \(path)"
        case .writableByGroup: "chmod g-w \(path)"
        }
    }
}

extension FileOwnership.Fault {
    /// Whether users can change the content whom the owner has not chosen, as the owner has chosen the group.
    fileprivate var isByAnybody: Bool {
        switch self {
        case .foreignOwner, .writableByOthers: true
        case .writableByGroup: false
        }
    }
}
