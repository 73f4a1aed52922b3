import Formats
import Foundation
import Glibc
import Support
import Synchronization
import Testing
import Values

@testable import HTTP

/// The tables of the parser over sockets, and what only sockets show.
@Suite(.timeLimit(.minutes(5))) struct HTTPServerTests {
    @Test func `every row gets the same answer over a socket`() async throws {
        try await EchoServer.with { server in
            for row in RequestTable.good + RequestTable.malformed + RequestTable.foreign {
                let reply = try await server.client.converse(row.bytes, finishing: true)
                #expect(server.outcome(of: reply) == row.outcome, "\(row.name)")
                #expect(reply.isClosed, "\(row.name)")
            }
        }
    }

    @Test func `a malformed request ends the connection, even if the client would continue`() async throws {
        try await EchoServer.with { server in
            let replies = try await withThrowingTaskGroup(of: (String, RawClient.Reply).self) { group in
                for row in RequestTable.malformed {
                    group.addTask { (row.name, try await server.client.converse(row.bytes, finishing: false)) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.count == RequestTable.malformed.count)
            for (name, reply) in replies { #expect(reply.isClosed, "\(name)") }
        }
    }

    /// Not more: both ends are descriptors of this process, and where their list in /proc fills readdir(3)'s buffer of
    /// 32 KiB, `Process.run()` of a test beside this one reads past its end.
    @Test func `hundreds of simultaneous connections are all answered`() async throws {
        try await EchoServer.with { server in
            let descriptors = try (0..<300).map { _ in try RawClient.connect(to: server.client.port) }
            defer { descriptors.forEach { close($0) } }
            let request = Array("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
            for descriptor in descriptors {
                #expect(send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count)
            }
            try await eventually { server.seen.withLock { $0.count } == descriptors.count }
        }
    }

    @Test func `connections over the limit wait while all others are being answered`() async throws {
        var limits = Limits()
        limits.connections = 3
        try await EchoServer.with(limits) { server in
            let holders = try (0..<3).map { _ in
                try server.connection(sending: "POST /held HTTP/1.1\r\nHost: h\r\n\r\n")
            }
            defer { holders.forEach { close($0) } }
            try await eventually { server.seen.withLock { $0.count } == 3 }
            let request = Array("POST /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            async let late = server.client.converse(request, finishing: false)
            let early = server.seen.withLock { $0 }
            server.release()
            let answer = String(decoding: try await late.bytes, as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 202 "))
            #expect(early == Array(repeating: "POST /held []", count: 3))
            #expect(server.seen.withLock { $0.last } == "POST /late []")
        }
    }

    @Test(arguments: ["", "POST /x", "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab"])
    func `clients that never finish a request make room for one that does`(sent: String) async throws {
        var limits = Limits()
        limits.connections = 3
        try await EchoServer.with(limits) { server in
            let holders = try (0..<3).map { _ in try server.connection(sending: sent) }
            defer { holders.forEach { close($0) } }
            let request = Array("POST /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            let answer = String(
                decoding: try await server.client.converse(request, finishing: false).bytes, as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 202 "))
            let reasons = server.rejections.withLock { $0 }
            #expect(sent.isEmpty ? reasons.isEmpty : reasons.first == "503 too-many-connections", "\(reasons)")
        }
    }

    @Test func `connections above a client's limit get an answer and are closed, and other clients are unaffected`()
        async throws
    {
        var limits = Limits()
        limits.connectionsPerClient = 2
        limits.uncountedNetworks = []
        try await EchoServer.with(limits) { server in
            let holders = try (0..<2).map { _ in try RawClient.connect(to: server.client.port) }
            defer { holders.forEach { close($0) } }
            let refused = try await server.client.converse([], finishing: false)
            #expect(server.outcome(of: refused) == "503" && refused.isClosed)
            #expect(String(decoding: refused.bytes, as: UTF8.self).contains("\r\nRetry-After: 10\r\n"))
            let request = Array("POST /held HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
            for holder in holders { send(holder, request, request.count, Int32(MSG_NOSIGNAL)) }
            try await eventually { server.seen.withLock { $0.count } == 2 }
            // One that has been answered makes room for the same client's next one.
            server.release()
            let late = Array("POST /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            try await eventually {
                let reply = try await server.client.converse(late, finishing: false)
                return String(decoding: reply.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 202 ")
            }
        }
    }

    @Test func `requests that are rejected before their body are answered in order, however many arrive at once`()
        async throws
    {
        let count = 40_000
        try await EchoServer.with(admission: { head in
            head.method == "POST" ? .accept(maximumBodyBytes: 100) : .reject(HTTPResponse(status: 404))
        }) { server in
            let first = "POST /held HTTP/1.1\r\nHost: h\r\n\r\n"
            let last = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            let bytes = first + String(repeating: "G / HTTP/1.1\r\nHost:\r\n\r\n", count: count) + last
            async let reply = server.client.converse(Array(bytes.utf8), finishing: false)
            try await eventually { server.seen.withLock { $0.count } == 1 }
            server.release()
            let answers = String(decoding: try await reply.bytes, as: UTF8.self).split(separator: "HTTP/1.1 ")
            #expect(answers.count == count + 2 && answers.first?.hasPrefix("202 ") == true)
            #expect(answers.dropFirst().allSatisfy { $0.hasPrefix("404 ") })
            #expect(answers.last?.contains("\r\nConnection: close\r\n") == true)
        }
    }

    @Test func `an answer that never finishes leaves the event loop time for others`() async throws {
        try await EchoServer.with { server in
            let busy = try server.connection(sending: "POST /busy HTTP/1.1\r\nHost: h\r\n\r\n")
            defer { close(busy) }
            try await eventually { server.seen.withLock { $0.count } == 1 }
            let request = Array("POST /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            let reply = try await server.client.converse(request, finishing: false)
            #expect(String(decoding: reply.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 202 "))
            server.release()
        }
    }

    @Test func `requests that hold memory make room for others, the oldest first`() async throws {
        var limits = Limits()
        limits.requestMemory = 256 << 10
        try await EchoServer.with(limits, admission: { _ in .accept(maximumBodyBytes: 200_000) }) { server in
            let head = "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"
            let most = head + String(repeating: "x", count: 99_999)
            var holders: [Int32] = []
            defer { holders.forEach { close($0) } }
            for number in 1...6 {
                holders.append(try server.connection(sending: most))
                // Two fit; each further one takes the place of the oldest.
                try await eventually { server.rejections.withLock { $0.count } >= number - 2 }
            }
            let body = String(repeating: "y", count: 200_000)
            let request = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\nConnection: close\r\n\r\n" + body
            let answer = try await server.client.converse(Array(request.utf8), finishing: false)
            #expect(String(decoding: answer.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 202 "))
            #expect(server.rejections.withLock { $0.allSatisfy { $0 == "503 request-memory-full" } })
            let refusal = String(decoding: RawClient.receive(from: holders[0]).bytes, as: UTF8.self)
            #expect(refusal.hasPrefix("HTTP/1.1 503 ") && refusal.contains("\r\nRetry-After: 10\r\n"))
        }
    }

    @Test func `a body without room beside those being answered is rejected before it is sent`() async throws {
        var limits = Limits()
        limits.requestMemory = 256 << 10
        try await EchoServer.with(limits, admission: { _ in .accept(maximumBodyBytes: 200_000) }) { server in
            let held = "POST /held HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\n\r\n"
            let holder = try server.connection(sending: held + String(repeating: "x", count: 150_000))
            defer { close(holder) }
            try await eventually { server.seen.withLock { $0.count } == 1 }
            let next = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\nExpect: 100-continue\r\n\r\n"
            let refused = try await server.client.converse(Array(next.utf8), finishing: false)
            #expect(String(decoding: refused.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 503 "))
            server.release()
            // Once the first one is answered, its memory is free.
            try await eventually {
                let whole = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\nConnection: close\r\n\r\n"
                let bytes = Array(whole.utf8) + [UInt8](repeating: 0x20, count: 150_000)
                let reply = try await server.client.converse(bytes, finishing: false)
                return String(decoding: reply.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 202 ")
            }
        }
    }
}

/// A server on a free port of loopback that answers 202 and records its requests. Requests to `/held` are answered once
/// they are released.
private final class EchoServer: RequestHandler {
    /// Every complete request, as `METHOD path?query [body]`.
    let seen = Mutex<[String]>([])
    /// Every request that the connection itself rejected, as `STATUS reason`.
    let rejections = Mutex<[String]>([])
    private let decision: @Sendable (RequestHead) -> Decision
    private let released = AsyncStream<Void>.makeStream()
    private let isReleased = Atomic(false)
    private let taken = Mutex(0)
    private let port = Mutex<UInt16>(0)

    var client: RawClient { RawClient(port: port.withLock { $0 }) }

    /// Decides about a request by its head.
    enum Decision {
        case accept(maximumBodyBytes: Int)
        case reject(HTTPResponse)
    }

    private init(decision: @escaping @Sendable (RequestHead) -> Decision) {
        self.decision = decision
    }

    static func with(
        _ limits: Limits = Limits(),
        admission: @escaping @Sendable (RequestHead) -> Decision = { _ in .accept(maximumBodyBytes: 100) },
        _ body: (EchoServer) async throws -> Void
    ) async throws {
        let handler = EchoServer(decision: admission)
        var limits = limits
        // No deadline ends a connection here, however long a loaded machine delays a test.
        for time in [\Limits.headTime, \.bodyTime, \.idleTime, \.writeTime] { limits[keyPath: time] = .seconds(3600) }
        let server = HTTPServer(limits: limits, handler: handler)
        let listener = Listener(.tcp(host: "127.0.0.1", port: 0))
        let addresses = try server.listen(on: [listener])
        guard case .tcp(_, let port) = addresses.first else { throw POSIXError(.EADDRNOTAVAIL) }
        handler.port.withLock { $0 = UInt16(port) }
        server.start()
        defer { server.stop() }
        try await body(handler)
        await server.stopAccepting()
    }

    /// A connection that has sent this.
    func connection(sending text: String) throws -> Int32 {
        let descriptor = try RawClient.connect(to: client.port)
        let bytes = Array(text.utf8)
        #expect(bytes.isEmpty || send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        return descriptor
    }

    /// Answers the requests to `/held`, including later ones.
    func release() {
        released.continuation.finish()
        isReleased.store(true, ordering: .relaxed)
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        switch decision(head) {
        case .accept(let bytes): .accept(maximumBodyBytes: bytes) { await self.respond(to: $0) }
        case .reject(let response): .reject(response)
        }
    }

    private nonisolated(nonsending) func respond(to request: HTTPRequest) async -> HTTPResponse {
        let body = String(decoding: request.body, as: UTF8.self)
        seen.withLock {
            $0.append("\(request.method) \(request.path)\(request.query.map { "?\($0)" } ?? "") [\(body)]")
        }
        if request.path == "/held" { for await _ in released.stream {} }
        // Yields to other jobs of the event loop, and continues at once.
        while request.path == "/busy", !isReleased.load(ordering: .relaxed) { await Task.yield() }
        return HTTPResponse(status: 202)
    }

    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {
        rejections.withLock { $0.append("\(status) \(reason)") }
    }

    func dropped(reason: String, from peer: PeerAddress) {}

    /// The outcome in the table's format: each request that was answered since the last call, and what ended it.
    func outcome(of reply: RawClient.Reply) -> String {
        let requests = seen.withLock { seen in
            taken.withLock { taken in
                defer { taken = seen.count }
                return seen[taken...]
            }
        }
        var words: [String] = []
        var rest = requests[...]
        for answer in String(decoding: reply.bytes, as: UTF8.self).components(separatedBy: "HTTP/1.1 ").dropFirst() {
            let status = String(answer.prefix(3))
            if status == "100" { continue }
            words.append(status == "202" ? rest.popFirst() ?? "an answer to nothing" : status)
            if status == "202", answer.contains("\r\nConnection: close\r\n") { words.append("close") }
        }
        return (words + rest.map { "unanswered: \($0)" }).joined(separator: " ")
    }
}
