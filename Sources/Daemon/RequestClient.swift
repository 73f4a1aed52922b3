import Formats
import HTTP
import Values

/// Who sends a request, as far as that is known.
enum RequestClient: Sendable, Equatable {
    /// An address, or a client of a Unix socket, which has none: the socket's mode decides about it.
    case known(PeerAddress)
    /// A trusted proxy on a Unix socket names no client.
    case unknown

    /// The address; nil if there is none, or none is known.
    var ip: IPAddress? {
        if case .known(let peer) = self { peer.ip } else { nil }
    }

    /// Whether the rules let this client send. An unknown client fails any rule.
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
