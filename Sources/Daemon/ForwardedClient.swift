import HTTP
import Values

/// Who a request really comes from, where it came through proxies.
///
/// Each proxy adds the address that it saw at the end of `X-Forwarded-For` or `Forwarded` (RFC 7239); what stands before
/// that, the client may have made up. So the lists are read from their end, as long as trusted proxies vouch.
enum ForwardedClient {
    /// Two headers tell of different clients: one of them was made up by the client.
    struct Contradiction: Error {}

    /// The rightmost address that is no trusted proxy's.
    ///
    /// - Parameters:
    ///   - fields: the request's header.
    ///   - peer: who has connected.
    ///   - proxies: whose word counts.
    /// - Returns: the client; the peer itself if nobody vouches for another.
    /// - Throws: that the header contradicts itself.
    static func client(
        in fields: HeaderFields, from peer: PeerAddress, trusting proxies: TrustedProxies
    ) throws(Contradiction) -> PeerAddress {
        guard !proxies.isEmpty, proxies.trust(peer.ip) else { return peer }
        let plain = fields[all: "x-forwarded-for"].flatMap { $0.split(separator: ",") }.map { address(in: $0) }
        let standard = fields[all: "forwarded"].flatMap(elements).map { address(in: $0) }
        let found = [plain, standard].filter { !$0.isEmpty }.map { client(in: $0, peer, proxies) }
        guard let first = found.first else { return peer }
        guard found.allSatisfy({ $0 == first }) else { throw Contradiction() }
        return first
    }

    /// An address that cannot be read ends the search: what is known best is the proxy behind it.
    private static func client(
        in addresses: [IPAddress?], _ peer: PeerAddress, _ proxies: TrustedProxies
    ) -> PeerAddress {
        var known = peer
        for address in addresses.reversed() {
            guard let address else { return known }
            known = PeerAddress(address)
            guard proxies.trust(address) else { return known }
        }
        return known
    }

    /// The values of `for` in a `Forwarded` field; an element without one is an unknown address.
    private static func elements(of field: String) -> [Substring] {
        split(field, at: ",").map { element in
            split(element, at: ";").lazy.map { trimmed($0) }
                .first { $0.prefix(4).lowercased() == "for=" }?.dropFirst(4) ?? ""
        }
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]`, `"[2001:db8::1]:4711"`; nil for `unknown` and hidden names.
    private static func address(in text: Substring) -> IPAddress? {
        var text = trimmed(text)
        if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
        if text.first == "[" { return IPAddress(text.dropFirst().prefix { $0 != "]" }) }
        if let address = IPAddress(text) { return address }
        return text.firstIndex(of: ":").flatMap { IPAddress(text[..<$0]) }
    }

    /// Splits outside of double quotes.
    private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
        var isQuoted = false
        return Substring(text).split(omittingEmptySubsequences: false) { character in
            if character == "\"" { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
