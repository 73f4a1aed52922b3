import Foundation
import Glibc
import Synchronization

/// A command's standard input, and a hold on Foundation's monitor socket.
///
/// `Process` gives each command one end of a socket pair. When a command closes or writes to its end, Foundation's only
/// thread for all commands blocks in waitpid(2) until that command exits. Every other command stays a zombie meanwhile.
///
/// `Process.run()` asks for this descriptor after it has created the pair and before it starts the command. At that
/// moment this marks the pair close-on-exec, so that the command does not inherit it, and duplicates the command's end.
/// Foundation then reaps the command when `release` is called, and not before: until then its process id is not reused.
final class CommandInput: FileHandle, @unchecked Sendable {
    // FileHandle declares `@unchecked Sendable`, too; what this adds is constant or behind a mutex.

    private enum Hold {
        case awaited
        case kept(Int32)
        /// The pair was not found, or has been released. Another command's pair is never mistaken for it.
        case released
    }

    /// Descriptors that are about to be closed; the pair gets two of them.
    private let candidates: [Int32]
    private let hold = Mutex(Hold.awaited)

    /// - Parameters:
    ///   - descriptor: the command's standard input; the caller closes it.
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
            hold = Self.holdPair(among: candidates).map(Hold.kept) ?? .released
        }
        return super.fileDescriptor
    }

    /// Whether Foundation waits for `release`. If not, the command has inherited the socket.
    var isHolding: Bool {
        hold.withLock { if case .kept = $0 { true } else { false } }
    }

    /// Lets Foundation reap the command, which has exited.
    func release() {
        let last = hold.withLock { hold in
            defer { hold = .released }
            return hold
        }
        if case .kept(let held) = last { Glibc.close(held) }
    }

    deinit {
        release()
    }

    /// The command's end is the second of the pair. If another thread has opened a socket meanwhile, the pair may be
    /// missed. The command then inherits its end, as it would without this class.
    private static func holdPair(among candidates: [Int32]) -> Int32? {
        guard let pair = pair(among: candidates) else { return nil }
        let end = pair[1]
        for descriptor in pair { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let copy = fcntl(end, F_DUPFD_CLOEXEC, 3)
        return copy >= 0 ? copy : nil
    }

    /// Another thread may have closed a lower descriptor meanwhile, which the pair then got. So if the candidates are
    /// not enough, all descriptors are searched.
    private static func pair(among candidates: [Int32]) -> [Int32]? {
        var pair = candidates.filter(isInheritableSocket)
        if pair.count < 2, let highest = candidates.last { pair = (3...highest).filter(isInheritableSocket) }
        return pair.count < 2 ? nil : Array(pair.prefix(2))
    }

    /// True only for Foundation's pair: all other sockets of this program are close-on-exec.
    private static func isInheritableSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fcntl(descriptor, F_GETFD) == 0 && fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}
