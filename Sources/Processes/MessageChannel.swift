import Glibc
import Synchronization

/// One end of the socket pair between daemon and executor: sends and receives whole messages.
///
/// `send` and `receive` block: each side calls them on dedicated threads, and a slow reader slows its writer.
final class MessageChannel: Sendable {
    private let descriptor: Int32
    private let writing = Mutex(())

    /// - Parameter descriptor: the socket; closed by `close`.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// False if the peer is gone.
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

    /// Nil once the peer is gone, or if it sends no valid message.
    func receive() -> Message? {
        guard let header = read(4) else { return nil }
        let length = header.reduce(0) { $0 << 8 | Int($1) }
        return read(length).flatMap { Message(payload: $0[...]) }
    }

    /// Shuts down both directions: a blocked `receive` returns nil.
    func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Closes the socket; the last call.
    func close() {
        Glibc.close(descriptor)
    }

    /// Reads exactly `count` bytes. The buffer grows with the received bytes, not with the announced length.
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
