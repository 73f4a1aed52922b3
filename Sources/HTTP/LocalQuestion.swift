import CLinux
import Glibc
public import Values

/// Asks another process of this machine for one page: no redirections, no TLS, no large answers.
public enum LocalQuestion {
    /// The longest answer that is read, in bytes.
    private static let longestAnswer = 64 << 10

    /// Sends a GET and waits for the answer; blocks.
    ///
    /// - Parameters:
    ///   - path: what to ask for.
    ///   - address: where the other process listens; an address that means all of this machine is asked on loopback.
    ///   - seconds: how long to wait in all.
    /// - Returns: status and body; nil if there is no answer in time.
    public static func get(
        _ path: String, at address: ListenAddress, within seconds: Int
    ) -> (status: Int, body: [UInt8])? {
        guard var name = SocketAddress(localTo: address) else { return nil }
        let descriptor = socket(name.family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let deadline = ContinuousClock.now + .seconds(seconds)
        var wait = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &wait, socklen_t(MemoryLayout<timeval>.size))
        }
        guard name.withPointer({ connect(descriptor, $0, $1) }) == 0 else { return nil }
        let request = Array("GET \(path) HTTP/1.0\r\nHost: localhost\r\n\r\n".utf8)
        guard Socket.write(descriptor, request[...]) == .bytes(request.count) else { return nil }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4 << 10)
        while answer.count < longestAnswer, ContinuousClock.now < deadline {
            switch Socket.read(descriptor, into: &buffer) {
            case .bytes(let count): answer += buffer.prefix(count)
            case .ended: return parse(answer)
            case .wouldBlock: return nil
            }
        }
        return nil
    }

    /// Status and body of an answer that has come whole.
    private static func parse(_ answer: [UInt8]) -> (status: Int, body: [UInt8])? {
        let text = String(decoding: answer, as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: 2)
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)), words.count == 3, words[0].hasPrefix("HTTP/1."),
            let status = Int(words[1])
        else { return nil }
        return (status, Array(answer[end.upperBound...]))
    }
}

extension SocketAddress {
    /// Where to reach a listener of this machine; nil if nobody can tell.
    fileprivate init?(localTo address: ListenAddress) {
        switch address {
        case .tcp(_, port: 0), .systemd: return nil
        case .tcp("0.0.0.0", let port): self.init(host: "127.0.0.1", port: port)
        case .tcp("::", let port): self.init(host: "::1", port: port)
        case .tcp(let host, let port): self.init(host: host, port: port)
        case .unix(let path, _): self.init(path: path)
        }
    }
}
