/// Owner and mode of a file or directory, which decide whether its content is trusted.
///
/// sshd(8), sudo(8) and cron(8) apply the same rule: only root and the program's own user may write what it obeys. Use
/// fstat(2) on the open descriptor, not the path.
package struct FileOwnership: Sendable, Equatable {
    /// User ID of the owner.
    package let owner: UInt32
    /// Group ID.
    package let group: UInt32
    /// The permission bits of chmod(2), the sticky bit among them; the file type is masked out.
    package let mode: UInt32

    /// `mode` may include the file type.
    package init(owner: UInt32, group: UInt32, mode: UInt32) {
        self.owner = owner
        self.group = group
        self.mode = mode & 0o7777
    }

    package enum Fault: Sendable, Hashable {
        /// It belongs to a user who is not trusted.
        case foreignOwner(UInt32)
        case writableByOthers
        /// The group may have members other than the owner.
        case writableByGroup(UInt32)
    }

    /// Reasons not to trust the content, the most serious one first.
    ///
    /// A group with the owner's own number is the owner's private group (pam_umask(8), `usergroups`), so it adds no
    /// writer: `root:root` of mode 0664 has no fault.
    ///
    /// `users` are trusted besides root, usually the effective user of this process.
    package func faults(trusting users: Set<UInt32>) -> [Fault] {
        var faults: [Fault] = []
        if owner != 0, !users.contains(owner) { faults.append(.foreignOwner(owner)) }
        if mode & 0o002 != 0 { faults.append(.writableByOthers) }
        if mode & 0o020 != 0, group != owner { faults.append(.writableByGroup(group)) }
        return faults
    }

    package var isReadableByOthers: Bool { mode & 0o004 != 0 }

    /// Whether only the owner of an entry may rename or remove it, though others may write the directory: `/tmp`.
    package var isSticky: Bool { mode & 0o1000 != 0 }

    /// The mode as chmod(1) takes it: `0640`.
    package var modeText: String { "0" + String(mode, radix: 8) }
}

extension FileOwnership.Fault: CustomStringConvertible {
    /// Follows the name of the file: `belongs to uid 1000`.
    package var description: String {
        switch self {
        case .foreignOwner(let user): "belongs to uid \(user)"
        case .writableByOthers: "is writable by all users"
        case .writableByGroup(let group): "is writable by group \(group)"
        }
    }
}
