import Formats
package import Values

/// Which hook of which endpoint a run is for.
package struct HookKey: Sendable {
    package let endpoint: String
    package let hook: String

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

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytesOf: hook)
        hasher.combine(bytesOf: endpoint)
    }
}

/// Which run: there is one for each delivery and hook.
package struct RunID: Sendable {
    package let delivery: DeliveryID
    package let hook: String

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

    package func hash(into hasher: inout Hasher) {
        hasher.combine(delivery)
        hasher.combine(bytesOf: hook)
    }
}

extension Hasher {
    /// `String` hashes canonically equivalent texts alike.
    fileprivate mutating func combine(bytesOf text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
        combine(0xFF as UInt8)
    }
}
