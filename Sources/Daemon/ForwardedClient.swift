import Formats
import HTTP
import Values

/// Who a request really comes from, where it came through proxies.
///
/// Each proxy adds the address that it saw at the end of `X-Forwarded-For` or `Forwarded` (RFC 7239); what precedes that,
/// the client may have made up. So the lists are read from their end, as long as trusted proxies vouch. What has to be
/// read and cannot be is an error: taking the proxy for the client would let anybody through.
enum ForwardedClient {
    /// Why the client cannot be told.
    enum Problem: Error {
        /// The two headers name different clients: one of them was made up by the client.
        case contradictory
        /// A header is malformed, or a proxy names its client by no address.
        case unreadable
    }

    /// The rightmost address that is no trusted proxy's.
    ///
    /// - Parameters:
    ///   - fields: the request's header.
    ///   - peer: who has connected.
    ///   - proxies: whose headers are believed.
    /// - Returns: the client; the peer itself if it is no trusted proxy, or a proxy without such a header.
    /// - Throws: why the headers of a trusted proxy name no client.
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

    /// Nodes left of the client are not looked at, whatever they are: the client may have made them up.
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
