package import Values

/// Certificates and keys of the listeners that speak TLS.
package struct TLSContexts: Sendable {
    /// Which `listen` directive: several may name one address, as port 0 is another port each time.
    struct Place: Hashable {
        let address: ListenAddress
        /// How many directives before it name the same address.
        let index: Int
    }

    private var contexts: [Place: TLSContext] = [:]

    /// Reads them from the files.
    ///
    /// - Parameter listeners: the directives of a configuration.
    /// - Throws: what is wrong with one of them.
    package init(for listeners: [Listener]) throws(ListenError) {
        for (place, listener) in zip(Self.places(of: listeners), listeners) {
            guard let files = listener.tls else { continue }
            do {
                contexts[place] = try TLSContext(files)
            } catch {
                throw ListenError(listener.address, error.description)
            }
        }
    }

    subscript(_ place: Place) -> TLSContext? { contexts[place] }

    static func places(of listeners: [Listener]) -> [Place] {
        var counts: [ListenAddress: Int] = [:]
        return listeners.map { listener in
            defer { counts[listener.address, default: 0] += 1 }
            return Place(address: listener.address, index: counts[listener.address, default: 0])
        }
    }
}
