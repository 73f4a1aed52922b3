import Values

/// A configuration as requests need it: its endpoints by path. Made once when the configuration is loaded.
///
/// Keys are bytes, so that a look-up costs the same however many endpoints there are and whatever a client sends.
final class RoutingTable: Sendable {
    let configuration: Configuration
    private let routes: [[UInt8]: Route]

    /// Makes the table; of two endpoints with one path, the first counts.
    init(_ configuration: Configuration) {
        self.configuration = configuration
        routes = Dictionary(
            configuration.endpoints.map { (Array($0.path.utf8), Route($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The endpoint whose path has exactly these bytes; nil if there is none.
    func route(at path: String) -> Route? {
        routes[Array(path.utf8)]
    }
}
