import Glibc
import Synchronization
public import Values

/// Takes in requests on TCP, and has a handler answer them.
public final class HTTPServer: Sendable {
    private let pool: ConnectionPool
    private let loop = EventLoop()

    /// Makes a server that listens nowhere yet.
    ///
    /// - Parameters:
    ///   - limits: what clients may ask.
    ///   - handler: who answers.
    ///   - clock: for the Date of answers.
    public init(limits: Limits = Limits(), handler: any RequestHandler, clock: WallClock = .system) {
        pool = ConnectionPool(limits: limits, handler: handler, loop: loop, wallClock: clock)
    }

    /// Starts to listen on all these addresses, or on none. Nobody is answered before `start`.
    ///
    /// - Parameter addresses: where; port 0 is any free one.
    /// - Returns: the addresses with their real ports.
    /// - Throws: why one of them cannot be had; the others are let go of.
    public func listen(on addresses: [ListenAddress]) throws(ListenError) -> [ListenAddress] {
        var listeners: [Int32] = []
        do {
            for address in addresses { listeners.append(try Socket.listener(on: address)) }
        } catch {
            listeners.forEach { close($0) }
            throw error
        }
        for listener in listeners { Task { await pool.add(listener: listener) } }
        return listeners.compactMap(Socket.address)
    }

    /// Starts the thread that serves.
    public func start() {
        EventLoopThread.start { [loop, pool] in
            loop.run(waiting: ConnectionPool.sweepMilliseconds) { ready in
                pool.assumeIsolated { $0.handle(ready) }
            }
        }
    }

    /// Refuses further connections; those that are open go on.
    public func stopAccepting() async {
        await pool.stopAccepting()
    }

    /// Returns when every request under way is answered, and all connections are closed.
    public func drain() async {
        await pool.drain()
    }

    /// Ends the thread; whoever is still connected is cut off when the process ends.
    public func stop() {
        loop.stop()
    }
}
