import HTTP
import Reporting
import Values

/// The admin address: a server and a thread of its own, so that it answers while the other is busy, or about to end.
struct AdminServer: Sendable {
    /// Those who ask are few: people, a probe, a collector of metrics.
    private static let connections = 64

    private let server: HTTPServer
    private let pages: AdminPages

    /// Listens where the configuration says; nil if it says nothing. Nobody is answered before `start`.
    ///
    /// - Parameters:
    ///   - configuration: names the address.
    ///   - subject: what is asked about.
    ///   - log: where it reports.
    ///   - clock: the time of day.
    /// - Returns: the server.
    /// - Throws: why the address cannot be had.
    static func listen(
        _ configuration: Configuration, of subject: AdminPages.Subject, log: Log, clock: WallClock
    ) throws(ListenError) -> AdminServer? {
        guard let address = configuration.admin else { return nil }
        let pages = AdminPages(at: address, configuration, of: subject, log: log, clock: clock)
        let server = HTTPServer(limits: Limits(connections: connections), handler: pages, clock: clock)
        for address in try server.listen(on: [Listener(address)]) {
            log.write(.adminListening(address: address.description))
        }
        return AdminServer(server: server, pages: pages)
    }

    /// Starts to answer.
    func start() {
        server.start()
    }

    /// Goes by this configuration from the next request on.
    func use(_ configuration: Configuration) {
        pages.use(configuration)
    }

    /// Ends at once: whoever is being told something hears no more of it.
    func stop() async {
        await server.stopAccepting()
        server.stop()
    }
}
