import COpenSSL
import Glibc

/// A connected socket, with or without TLS on it. Lives on the event loop's thread.
///
/// The handshake is a part of reading: it needs no thread, and has the time that a request's head has.
final class Transport {
    let descriptor: Int32
    /// libssl's side of the connection; nil without TLS.
    private let tls: OpaquePointer?
    /// Whether libssl has to write before it can read on.
    private(set) var needsToWrite = false
    /// Why TLS ended before its handshake did; nil unless that has happened.
    private(set) var handshakeFailure: String?

    /// Takes over the socket; nil if there is no memory for TLS.
    init?(_ descriptor: Int32, tls context: TLSContext?) {
        self.descriptor = descriptor
        guard let context else {
            tls = nil
            return
        }
        guard let tls = SSL_new(context.context) else { return nil }
        SSL_set_fd(tls, descriptor)
        SSL_set_accept_state(tls)
        self.tls = tls
    }

    deinit {
        if let tls { SSL_free(tls) }
    }

    /// Closes the socket. Nothing else may be called after it.
    func end() {
        close(descriptor)
    }

    /// Reads what is there. A record of TLS is at most 16 KiB, so nothing of it stays behind in a larger buffer.
    func read(into buffer: inout [UInt8]) -> Socket.Outcome {
        guard let tls else { return Socket.read(descriptor, into: &buffer) }
        ERR_clear_error()
        let count = SSL_read(tls, &buffer, Int32(buffer.count))
        needsToWrite = false
        guard count <= 0 else { return .bytes(Int(count)) }
        switch SSL_get_error(tls, count) {
        case SSL_ERROR_WANT_READ: return .wouldBlock
        case SSL_ERROR_WANT_WRITE:
            needsToWrite = true
            return .wouldBlock
        default:
            if SSL_is_init_finished(tls) == 0 { handshakeFailure = failure() }
            return .ended
        }
    }

    /// Writes as much as the socket takes.
    func write(_ bytes: ArraySlice<UInt8>) -> Socket.Outcome {
        guard let tls else { return Socket.write(descriptor, bytes) }
        ERR_clear_error()
        let count = bytes.withUnsafeBytes { SSL_write(tls, $0.baseAddress, Int32(clamping: $0.count)) }
        guard count <= 0 else { return .bytes(Int(count)) }
        let error = SSL_get_error(tls, count)
        return error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ ? .wouldBlock : .ended
    }

    /// Sends no more; the client may.
    func endOutput() {
        if let tls, SSL_is_init_finished(tls) == 1 { SSL_shutdown(tls) }
        Socket.endOutput(descriptor)
    }

    /// What the client did, in libssl's words.
    private func failure() -> String {
        let error = ERR_peek_error()
        ERR_clear_error()
        return ERR_reason_error_string(error).map { String(cString: $0) } ?? "the client went away"
    }
}
