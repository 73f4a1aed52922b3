import Formats
import Support
import Testing

@testable import Daemon

struct ServiceManagerTests {
    @Test func `a slow service manager misses a watchdog message, but no change of state`() async throws {
        let directory = try TemporaryDirectory()
        let socket = try NotifySocket(path: directory.file("notify"))
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.path])
        // More than a kernel holds by default, and more than systems that set it high do.
        for _ in 0..<2000 { await manager.notify(.watchdog) }
        let stopping = Task { await manager.notify(.stopping) }
        var last = "."
        while last != "STOPPING=1", !last.isEmpty { last = await socket.next() }
        #expect(last == "STOPPING=1")
        await stopping.value
    }
}
