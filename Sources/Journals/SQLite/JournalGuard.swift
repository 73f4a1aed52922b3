import Values

/// What a daemon does about the owner and mode of its journal's directory, or of a file in it. Pure.
///
/// Who can write the journal decides what is run, and who can read it sees payloads. So both are for the daemon's user
/// alone. Where root has given the directory to a group of the daemon, as Kubernetes does with `fsGroup`, that stays: the
/// daemon could not change it.
enum JournalGuard: Equatable {
    /// Nothing: others can neither read nor write it, or root wants it so.
    case accept
    /// Take the rights of others away, and say so.
    case restrict
    /// Do not use it.
    case refuse(FileOwnership.Fault)

    /// Decides for one file or directory.
    ///
    /// - Parameters:
    ///   - ownership: who owns it, and its mode.
    ///   - user: the daemon's effective user.
    ///   - groups: those of the daemon.
    init(_ ownership: FileOwnership, user: UInt32, groups: Set<UInt32>) {
        let faults = ownership.faults(trusting: [user])
        if case .foreignOwner? = faults.first {
            self = .refuse(faults[0])
        } else if ownership.owner == user {
            self = ownership.mode & 0o077 == 0 ? .accept : .restrict
        } else {
            let fault = faults.first { fault in
                if case .writableByGroup(let group) = fault { return !groups.contains(group) }
                return true
            }
            self = fault.map { .refuse($0) } ?? .accept
        }
    }
}
