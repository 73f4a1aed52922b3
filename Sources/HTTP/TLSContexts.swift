package import Values

/// Certificates and keys of all TLS listeners.
package struct TLSContexts: Sendable {
    /// Identifies a `listen` directive: several may have the same address, as each port 0 is another port.
    struct Key: Hashable {
        let address: ListenAddress
        /// The number of earlier directives with the same address.
        let index: Int
    }

    private var contexts: [Key: TLSContext] = [:]

    /// Reads the files.
    ///
    /// - Parameter listeners: the directives of a configuration.
    /// - Throws: the first problem with one of them.
    package init(for listeners: [Listener]) throws(ListenError) {
        for (key, listener) in zip(Self.keys(of: listeners), listeners) {
            guard let files = listener.tls else { continue }
            do {
                contexts[key] = try TLSContext(files)
            } catch {
                throw ListenError(listener.address, error.description)
            }
        }
    }

    subscript(_ key: Key) -> TLSContext? { contexts[key] }

    static func keys(of listeners: [Listener]) -> [Key] {
        var counts: [ListenAddress: Int] = [:]
        return listeners.map { listener in
            defer { counts[listener.address, default: 0] += 1 }
            return Key(address: listener.address, index: counts[listener.address, default: 0])
        }
    }
}
