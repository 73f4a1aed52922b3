import Signatures
import Values

/// An endpoint, prepared for requests: its provider, and its hooks by event.
final class Route: Sendable {
    let endpoint: Endpoint
    let sender: any Provider
    let hooks: HookTable

    init(_ endpoint: Endpoint) {
        self.endpoint = endpoint
        sender = endpoint.sender
        hooks = HookTable(endpoint.hooks)
    }
}
