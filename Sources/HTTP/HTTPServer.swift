import Glibc
import Synchronization
package import Values

/// Accepts requests on TCP and Unix sockets, and has a handler answer them.
package final class HTTPServer: Sendable {
    private let pool: ConnectionPool
    private let loop = EventLoop()

    /// Creates a server without listeners.
    ///
    /// - Parameters:
    ///   - limits: what clients may use.
    ///   - handler: answers the requests.
    ///   - clock: for the Date of answers.
    package init(limits: Limits = Limits(), handler: any RequestHandler, clock: WallClock = .system) {
        pool = ConnectionPool(limits: limits, handler: handler, loop: loop, wallClock: clock)
    }

    /// Listens on all these addresses, or on none. Requests are answered after `start`.
    ///
    /// - Parameters:
    ///   - listeners: the addresses; port 0 is any free one.
    ///   - inherited: sockets passed by the service manager.
    /// - Returns: the addresses with their actual ports.
    /// - Throws: why a listener could not be opened; those already open are closed.
    package func listen(on listeners: [Listener], inherited: [Int32] = []) throws(ListenError) -> [ListenAddress] {
        var sockets: [ListeningSocket] = []
        do {
            let contexts = try TLSContexts(for: listeners)
            var open: [ConnectionPool.OpenListener] = []
            for (key, listener) in zip(TLSContexts.keys(of: listeners), listeners) {
                let opened = try ListeningSocket.open(listener.address, inherited: inherited)
                sockets += opened
                open += opened.map { ConnectionPool.OpenListener(socket: $0, key: key, tls: contexts[key]) }
            }
            // Enqueued on the loop from the start, so that it waits for no other thread.
            Task(executorPreference: loop) { [open, pool] in await pool.open(open) }
        } catch {
            sockets.forEach { $0.end() }
            throw error
        }
        return sockets.map(\.address)
    }

    /// Uses these limits, certificates and keys for new connections; open ones keep theirs.
    package func use(_ limits: Limits, tls contexts: TLSContexts) async {
        await pool.use(limits, tls: contexts)
    }

    /// Completes when the event loop has run a job: the liveness probe.
    package func isAlive() async {
        await pool.isAlive()
    }

    /// Starts the event loop's thread.
    package func start() {
        Heap.mapLargeBlocks()
        EventLoopThread.start { [loop, pool] in
            loop.run(waiting: ConnectionPool.sweepMilliseconds) { ready in
                pool.assumeIsolated { $0.handle(ready) }
            }
        }
    }

    /// Closes the listeners; open connections continue.
    package func stopAccepting() async {
        await pool.stopAccepting()
    }

    /// Returns when every request has been answered and every connection is closed.
    package func drain() async {
        await pool.drain()
    }

    /// Ends the thread; open connections are closed when the process exits.
    package func stop() {
        loop.stop()
    }
}
