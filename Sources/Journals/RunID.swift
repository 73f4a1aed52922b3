public import Values

/// Which hook of which endpoint a run is for.
public struct HookKey: Sendable, Hashable {
    /// Path of the endpoint.
    public let endpoint: String
    /// Name of the hook within it.
    public let hook: String

    /// Makes a key.
    public init(endpoint: String, hook: String) {
        self.endpoint = endpoint
        self.hook = hook
    }

    /// Byte for byte, as the journal compares: a hook of another spelling would never be given its runs.
    public static func == (left: Self, right: Self) -> Bool {
        left.hook.hasBytes(of: right.hook) && left.endpoint.hasBytes(of: right.endpoint)
    }
}

/// Which run: there is one for each delivery and hook.
public struct RunID: Sendable, Hashable {
    /// The delivery.
    public let delivery: DeliveryID
    /// Name of the hook.
    public let hook: String

    /// Makes the name of a run.
    public init(delivery: DeliveryID, hook: String) {
        self.delivery = delivery
        self.hook = hook
    }
}
