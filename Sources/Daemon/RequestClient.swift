import Formats
import HTTP
import Values

/// The client of a request.
enum RequestClient: Sendable, Equatable {
    /// The client has an address, or is connected to a Unix socket. The mode of the socket controls who may do that.
    case known(PeerAddress)
    /// A trusted proxy on a Unix socket has not named its client.
    case unknown

    /// Nil for a client of a Unix socket, and an unknown one.
    var ip: IPAddress? {
        if case .known(let peer) = self { peer.ip } else { nil }
    }

    /// The text of `ip`, made once per connection.
    var address: String? { ip == nil ? nil : description }

    /// Whether the rules admit this client. An unknown client fails every rule.
    func passes(_ rules: AccessRules) -> Bool {
        switch self {
        case .known(let peer): rules.admit(peer.ip)
        case .unknown: rules.isEmpty
        }
    }
}

extension RequestClient: CustomStringConvertible {
    /// As in the log: an address, `unix` or `unknown`.
    var description: String {
        switch self {
        case .known(let peer): peer.description
        case .unknown: "unknown"
        }
    }
}
