import Formats
package import Values

/// Which hook of which endpoint a run is for.
package struct HookKey: Sendable {
    /// Path of the endpoint.
    package let endpoint: String
    /// Name of the hook within it.
    package let hook: String

    /// Makes a key.
    package init(endpoint: String, hook: String) {
        self.endpoint = endpoint
        self.hook = hook
    }
}

extension HookKey: Hashable {
    /// Compares bytes, as both journals do: names that only look alike are two hooks.
    package static func == (left: Self, right: Self) -> Bool {
        left.hook.hasBytes(of: right.hook) && left.endpoint.hasBytes(of: right.endpoint)
    }

    /// Hashes what `==` compares.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytesOf: hook)
        hasher.combine(bytesOf: endpoint)
    }
}

/// Which run: there is one for each delivery and hook.
package struct RunID: Sendable {
    /// The delivery.
    package let delivery: DeliveryID
    /// Name of the hook.
    package let hook: String

    /// Makes the name of a run.
    package init(delivery: DeliveryID, hook: String) {
        self.delivery = delivery
        self.hook = hook
    }
}

extension RunID: Hashable {
    /// Compares bytes, as both journals do.
    package static func == (left: Self, right: Self) -> Bool {
        left.delivery == right.delivery && left.hook.hasBytes(of: right.hook)
    }

    /// Hashes what `==` compares.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(delivery)
        hasher.combine(bytesOf: hook)
    }
}

extension Hasher {
    /// A text's own hash is the same for all that looks alike.
    fileprivate mutating func combine(bytesOf text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
        combine(0xFF as UInt8)
    }
}
