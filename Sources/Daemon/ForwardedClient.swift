import Formats
import HTTP
import Values

/// The client of a request that came through proxies.
///
/// Each proxy appends the address of its own client to `X-Forwarded-For` or `Forwarded` (RFC 7239). The client may have
/// forged all earlier entries. So the lists are read from the end, as far as the entries are of trusted proxies. An
/// entry that is needed and cannot be parsed is an error: access rules must not see the proxy's address as the
/// client's.
enum ForwardedClient {
    enum Problem: Error {
        /// The two headers name different clients: the client has forged one of them.
        case contradictory
        /// A header is malformed, or a proxy names its client other than by an address.
        case unreadable
    }

    /// The rightmost address that does not belong to a trusted proxy. It is the peer itself if that is not a trusted
    /// proxy, or a proxy that sent neither header. Only the headers of a trusted proxy can cause an error.
    static func client(
        in fields: HeaderFields, from peer: PeerAddress, trusting proxies: TrustedProxies
    ) throws(Problem) -> RequestClient {
        guard !proxies.isEmpty, proxies.trust(peer.ip) else { return .known(peer) }
        let plain = try plainClient(in: fields[all: "x-forwarded-for"], proxies)
        let standard = try standardClient(in: fields[all: "forwarded"], proxies)
        guard let address = plain ?? standard else { return peer.ip == nil ? .unknown : .known(peer) }
        guard plain == nil || standard == nil || plain == standard else { throw .contradictory }
        return .known(PeerAddress(address))
    }

    /// The client that `X-Forwarded-For` names; nil without such a header.
    private static func plainClient(
        in values: [String], _ proxies: TrustedProxies
    ) throws(Problem) -> IPAddress? {
        guard !values.isEmpty else { return nil }
        let elements = values.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
        let texts = elements.lazy.map { String(Substring($0)).trimmingBlanks }
        // A list may have empty elements: RFC 9110 §5.6.1.2.
        return try client(named: texts.filter { !$0.isEmpty }.map { ForwardedNode(plain: $0) }, proxies)
    }

    /// The client that `Forwarded` names; nil without such a header.
    private static func standardClient(
        in values: [String], _ proxies: TrustedProxies
    ) throws(Problem) -> IPAddress? {
        guard !values.isEmpty else { return nil }
        var nodes: [ForwardedNode?] = []
        for value in values {
            guard let elements = ForwardedHeader.elements(of: value) else { throw .unreadable }
            nodes += elements.map { $0.flatMap { ForwardedNode(standard: $0) } }
        }
        return try client(named: nodes, proxies)
    }

    /// Nodes to the left of the client are ignored, also malformed ones: the client may have forged them.
    private static func client(
        named nodes: some BidirectionalCollection<ForwardedNode?>, _ proxies: TrustedProxies
    ) throws(Problem) -> IPAddress {
        var client: IPAddress?
        for node in nodes.reversed() {
            guard let node else { throw .unreadable }
            client = node.address
            guard proxies.trust(node.address) else { break }
        }
        guard let client else { throw .unreadable }
        return client
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let start = utf8.drop(while: isBlank)
        return start.lastIndex { !isBlank($0) }.map { String(Substring(start[...$0])) } ?? ""
    }
}
