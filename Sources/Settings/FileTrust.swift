import Values

/// Whose files are trusted, and what becomes of the others.
///
/// Who can write what hookrunner obeys runs commands as its user. sshd(8), sudo(8) and cron(8) refuse such files, too.
/// Containers and hosts that work today must go on: a file that the user has named himself may belong to anybody, as
/// bind mounts do, and then all files of that owner are trusted.
struct FileTrust {
    /// What a file or directory is to hookrunner.
    enum Use {
        /// Named on the command line, in the environment, or in the place of the system.
        case chosen
        /// Obeyed because it is there, or because another file names it.
        case obeyed
        /// Named in the configuration, and never obeyed: keys and certificates.
        case key
    }

    /// Something that speaks against a file.
    struct Doubt: Equatable {
        let severity: Diagnostic.Severity
        let message: String
        let help: String
    }

    /// The trusted users besides root.
    var users: Set<UInt32>
    private let userID: UInt32

    /// Trusts root and this user.
    init(userID: UInt32) {
        self.userID = userID
        users = [userID]
    }

    /// What speaks against a file, the most serious first.
    ///
    /// - Parameters:
    ///   - ownership: owner and mode of the opened file.
    ///   - use: what it is to hookrunner.
    ///   - what: how messages call it, such as `secret file`.
    ///   - path: its name for the user.
    /// - Returns: a doubt for each fault.
    func doubts(about ownership: FileOwnership, as use: Use, _ what: String, _ path: String) -> [Doubt] {
        ownership.faults(trusting: users).map { fault in
            let mode = if case .foreignOwner = fault { "" } else { " (mode \(ownership.modeText))" }
            return Doubt(
                severity: severity(of: fault, as: use), message: "\(what) \(path) \(fault)\(mode)",
                help: help(against: fault, path))
        }
    }

    /// What speaks against a file that nobody has named, which is there in the working directory.
    ///
    /// - Parameters:
    ///   - file: owner and mode of the opened file; nil if it is none.
    ///   - name: how messages call it.
    ///   - directory: owner and mode of the working directory.
    /// - Returns: the ends of a sentence that begins with `not used:`; empty for a file to obey.
    func doubts(about file: FileOwnership?, _ name: String, in directory: FileOwnership?) -> [String] {
        let ofFile = file?.faults(trusting: users).filter(\.isByAnybody) ?? []
        let ofDirectory = directory?.faults(trusting: users).filter(\.isByAnybody) ?? []
        // In a sticky directory such as /tmp nobody replaces a file that belongs to another user.
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
        case .foreignOwner: "give it to root, or to uid \(userID) as which hookrunner runs"
        case .writableByOthers: "chmod o-w \(path)"
        case .writableByGroup: "chmod g-w \(path)"
        }
    }
}

extension FileOwnership.Fault {
    /// Whether it leaves the content to users whom nobody has chosen; a group, the owner has.
    fileprivate var isByAnybody: Bool {
        switch self {
        case .foreignOwner, .writableByOthers: true
        case .writableByGroup: false
        }
    }
}
