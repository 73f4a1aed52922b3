import Values

/// A configuration, prepared for requests: its endpoints by path. Built once per configuration.
///
/// Keys are bytes. The cost of a look-up depends neither on the number of endpoints, nor on the Unicode of the path.
final class RoutingTable: Sendable {
    let configuration: Configuration
    private let routes: [[UInt8]: Route]

    /// Of two endpoints with the same path, the first is used.
    init(_ configuration: Configuration) {
        self.configuration = configuration
        routes = Dictionary(
            configuration.endpoints.map { (Array($0.path.utf8), Route($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The endpoint whose path has exactly these bytes.
    func route(at path: String) -> Route? {
        routes[Array(path.utf8)]
    }
}
