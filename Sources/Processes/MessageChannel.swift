import Glibc
import Synchronization

/// One end of the socket pair between daemon and executor: whole messages in, whole messages out.
///
/// `send` and `receive` block: each side calls them on threads of its own, and a slow reader slows its writer.
final class MessageChannel: Sendable {
    private let descriptor: Int32
    private let writing = Mutex(())

    /// - Parameter descriptor: the socket; closed by `close`.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Sends a message; false if the other side is gone.
    func send(_ message: Message) -> Bool {
        let frame = message.frame
        return writing.withLock { _ in
            var rest = frame[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0 && errno != EINTR { return false }
                rest = rest.dropFirst(max(0, count))
            }
            return true
        }
    }

    /// The next message; nil once the other side is gone, or is not ours.
    func receive() -> Message? {
        guard let header = read(4) else { return nil }
        let length = header.reduce(0) { $0 << 8 | Int($1) }
        return read(length).flatMap { Message(payload: $0[...]) }
    }

    /// Ends both directions: a `receive` that waits returns nil.
    func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Lets go of the socket; nothing may be sent or received afterwards.
    func close() {
        Glibc.close(descriptor)
    }

    /// Exactly so many bytes. The buffer grows with what arrives, not with what is announced.
    private func read(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var piece = [UInt8](repeating: 0, count: min(count - bytes.count, 1 << 18))
            let got = recv(descriptor, &piece, piece.count, 0)
            if got == 0 || (got < 0 && errno != EINTR) { return nil }
            if got > 0 { bytes += piece.prefix(got) }
        }
        return bytes
    }
}
