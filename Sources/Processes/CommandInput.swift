import Foundation
import Glibc
import Synchronization

/// A command's standard input, and the hold on Foundation's monitor socket.
///
/// `Process` gives each command one end of a socket pair. When that end is closed or written to, Foundation's one thread for
/// all commands blocks in waitpid(2) until this command ends, and every other command stays a zombie.
/// `Process.run()` asks for this descriptor when it has made the pair and not yet started the command. At this moment the
/// pair is marked close-on-exec, so that the command does not inherit it, and its end is duplicated here. Foundation then
/// collects the command when `letGo` is called, and not before: until then its process id stays its own.
final class CommandInput: FileHandle, @unchecked Sendable {
    // Restates what FileHandle declares; all that is added is constant or behind a mutex.

    private enum Hold {
        case awaited
        case kept(Int32)
        /// The pair was not found, or has been let go of. Another command's is never taken for it.
        case over
    }

    /// Descriptors that are about to be free; the pair takes two of them.
    private let candidates: [Int32]
    private let hold = Mutex(Hold.awaited)

    /// - Parameters:
    ///   - descriptor: what the command reads; stays the caller's to close.
    ///   - candidates: the lowest free descriptors, in ascending order.
    init(_ descriptor: Int32, pairAmong candidates: [Int32]) {
        self.candidates = candidates
        super.init(fileDescriptor: descriptor, closeOnDealloc: false)
    }

    required init?(coder: NSCoder) {
        nil
    }

    override var fileDescriptor: Int32 {
        hold.withLock { hold in
            guard case .awaited = hold else { return }
            hold = Self.holdPair(among: candidates).map(Hold.kept) ?? .over
        }
        return super.fileDescriptor
    }

    /// Whether Foundation waits for `letGo`. If not, the command has inherited the socket.
    var isHolding: Bool {
        hold.withLock { if case .kept = $0 { true } else { false } }
    }

    /// Has Foundation collect the command, which has ended.
    func letGo() {
        let last = hold.withLock { hold in
            defer { hold = .over }
            return hold
        }
        if case .kept(let held) = last { Glibc.close(held) }
    }

    deinit {
        letGo()
    }

    /// The command's end is the second of the pair. Should another thread have opened a socket meanwhile, the command
    /// inherits its end, as it would without us.
    private static func holdPair(among candidates: [Int32]) -> Int32? {
        guard let pair = pair(among: candidates) else { return nil }
        let end = pair[1]
        for descriptor in pair { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let copy = fcntl(end, F_DUPFD_CLOEXEC, 3)
        return copy >= 0 ? copy : nil
    }

    /// Another thread may have closed a lower descriptor since, which the pair then took: so all are looked through where the
    /// candidates are not enough.
    private static func pair(among candidates: [Int32]) -> [Int32]? {
        var pair = candidates.filter(isInheritableSocket)
        if pair.count < 2, let highest = candidates.last { pair = (3...highest).filter(isInheritableSocket) }
        return pair.count < 2 ? nil : Array(pair.prefix(2))
    }

    /// All other sockets of this program are close-on-exec.
    private static func isInheritableSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fcntl(descriptor, F_GETFD) == 0 && fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}
