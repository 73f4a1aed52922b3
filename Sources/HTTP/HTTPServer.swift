import Glibc
import Synchronization
package import Values

/// Takes in requests on TCP, and has a handler answer them.
package final class HTTPServer: Sendable {
    private let pool: ConnectionPool
    private let loop = EventLoop()

    /// Makes a server that listens nowhere yet.
    ///
    /// - Parameters:
    ///   - limits: what clients may ask.
    ///   - handler: who answers.
    ///   - clock: for the Date of answers.
    package init(limits: Limits = Limits(), handler: any RequestHandler, clock: WallClock = .system) {
        pool = ConnectionPool(limits: limits, handler: handler, loop: loop, wallClock: clock)
    }

    /// Starts to listen on all these addresses, or on none. Nobody is answered before `start`.
    ///
    /// - Parameters:
    ///   - listeners: where; port 0 is any free one.
    ///   - inherited: the sockets that the service manager has handed over.
    /// - Returns: the addresses with their real ports.
    /// - Throws: why one of them cannot be had; the others are let go of.
    package func listen(on listeners: [Listener], inherited: [Int32] = []) throws(ListenError) -> [ListenAddress] {
        var sockets: [ListeningSocket] = []
        do {
            let contexts = try TLSContexts(for: listeners)
            var doors: [ConnectionPool.Door] = []
            for (place, listener) in zip(TLSContexts.places(of: listeners), listeners) {
                let opened = try ListeningSocket.open(listener.address, inherited: inherited)
                sockets += opened
                doors += opened.map { ConnectionPool.Door(socket: $0, place: place, tls: contexts[place]) }
            }
            // A job of the loop's from the start on: it waits for nobody else's.
            Task(executorPreference: loop) { [doors, pool] in await pool.open(doors) }
        } catch {
            sockets.forEach { $0.end() }
            throw error
        }
        return sockets.map(\.address)
    }

    /// Goes by these limits, certificates and keys from the next connection on; those that are open keep theirs.
    package func use(_ limits: Limits, tls contexts: TLSContexts) async {
        await pool.use(limits, tls: contexts)
    }

    /// Returns when the thread that serves has come round: it is alive.
    package func isAlive() async {
        await pool.isAlive()
    }

    /// Starts the thread that serves.
    package func start() {
        Heap.keepLargePiecesApart()
        EventLoopThread.start { [loop, pool] in
            loop.run(waiting: ConnectionPool.sweepMilliseconds) { ready in
                pool.assumeIsolated { $0.handle(ready) }
            }
        }
    }

    /// Refuses further connections; those that are open go on.
    package func stopAccepting() async {
        await pool.stopAccepting()
    }

    /// Returns when every request under way is answered, and all connections are closed.
    package func drain() async {
        await pool.drain()
    }

    /// Ends the thread; whoever is still connected is cut off when the process ends.
    package func stop() {
        loop.stop()
    }
}
