import COpenSSL
import Glibc

/// A connected socket, with or without TLS. Confined to the event loop's thread.
///
/// The handshake is part of reading: it needs no thread, and counts towards the time for a request's head.
final class Transport {
    let descriptor: Int32
    /// Nil without TLS.
    private let tls: OpaquePointer?
    /// Whether libssl has to write before it can continue reading.
    private(set) var needsToWrite = false
    /// Why the handshake failed; nil unless it has.
    private(set) var handshakeFailure: String?

    /// Takes ownership of the socket; nil if there is no memory for TLS.
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

    /// Closes the socket; the last call.
    func end() {
        close(descriptor)
    }

    /// A TLS record is at most 16 KiB, so a larger buffer leaves none of it unread within libssl.
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
            if SSL_is_init_finished(tls) == 0 {
                handshakeFailure = TLSContext.reason(else: "the client closed the connection")
            }
            return .ended
        }
    }

    /// Writes as much as fits.
    func write(_ bytes: ArraySlice<UInt8>) -> Socket.Outcome {
        guard let tls else { return Socket.write(descriptor, bytes) }
        ERR_clear_error()
        let count = bytes.withUnsafeBytes { SSL_write(tls, $0.baseAddress, Int32(clamping: $0.count)) }
        guard count <= 0 else { return .bytes(Int(count)) }
        let error = SSL_get_error(tls, count)
        return error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ ? .wouldBlock : .ended
    }

    /// Shuts down the write side; reading continues.
    func endOutput() {
        if let tls, SSL_is_init_finished(tls) == 1 { SSL_shutdown(tls) }
        Socket.endOutput(descriptor)
    }
}
