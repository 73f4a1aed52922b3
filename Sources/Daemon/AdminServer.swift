import HTTP
import Reporting
import Values

/// The server of the admin address. It has its own thread, so that it answers while the main server is busy or is
/// shutting down.
struct AdminServer: Sendable {
    /// Enough for some browsers, health checks and a metrics collector.
    private static let connections = 64

    private let server: HTTPServer
    private let pages: AdminPages

    /// Opens the listener. It answers after `start`.
    ///
    /// - Returns: nil without the directive `admin`.
    /// - Throws: why the listener could not be opened.
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

    func start() {
        server.start()
    }

    /// Applies from the next request on.
    func use(_ configuration: Configuration) {
        pages.use(configuration)
    }

    /// Stops at once; answers that are not sent yet are cut off.
    func stop() async {
        await server.stopAccepting()
        server.stop()
    }
}
