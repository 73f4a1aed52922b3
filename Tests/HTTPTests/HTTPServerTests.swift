import Foundation
import Glibc
import Support
import Synchronization
import Testing
import Values

@testable import HTTP

/// The same tables as for the parser alone, over sockets, and what only sockets show.
@Suite(.timeLimit(.minutes(5))) struct HTTPServerTests {
    @Test func `every row is answered over a socket as it should be`() async throws {
        try await EchoServer.with { server in
            for row in RequestTable.good + RequestTable.malformed + RequestTable.foreign {
                let reply = try await server.client.converse(row.bytes, finishing: true)
                #expect(server.outcome(of: reply) == row.outcome, "\(row.name)")
                #expect(reply.isClosed, "\(row.name)")
            }
        }
    }

    @Test func `what is malformed ends the connection, also where the client would go on`() async throws {
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
    @Test func `hundreds of connections at once are each answered`() async throws {
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

    @Test func `connections over the limit wait, and are answered when there is room`() async throws {
        var limits = Limits()
        limits.connections = 3
        try await EchoServer.with(limits) { server in
            let holders = try (0..<3).map { _ in try RawClient.connect(to: server.client.port) }
            let request = Array("POST /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".utf8)
            async let late = server.client.converse(request, finishing: false)
            // Those that are open are served as ever, and make room when they have had their answers.
            let early = Array("POST /early HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
            for holder in holders { send(holder, early, early.count, Int32(MSG_NOSIGNAL)) }
            try await eventually { server.seen.withLock { $0.count } == 4 }
            let answer = String(decoding: try await late.bytes, as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 202 "))
            let seen = server.seen.withLock { $0 }
            #expect(seen.first == "POST /early []")
            #expect(seen.sorted() == Array(repeating: "POST /early []", count: 3) + ["POST /late []"])
            holders.forEach { close($0) }
        }
    }

    @Test func `one client's connections over its limit are told so and closed, and harm no other`() async throws {
        var limits = Limits()
        limits.connectionsPerClient = 2
        try await EchoServer.with(limits) { server in
            let holders = try (0..<2).map { _ in try RawClient.connect(to: server.client.port) }
            defer { holders.forEach { close($0) } }
            let refused = try await server.client.converse([], finishing: false)
            #expect(server.outcome(of: refused) == "503" && refused.isClosed)
            let request = Array("POST /held HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
            for holder in holders { send(holder, request, request.count, Int32(MSG_NOSIGNAL)) }
            try await eventually { server.seen.withLock { $0.count } == 2 }
        }
    }
}

/// A server on a free port of loopback that answers 202, and notes what it was asked.
private final class EchoServer: RequestHandler {
    /// Every request that was answered, as `METHOD path?query [body]`.
    let seen = Mutex<[String]>([])
    private let taken = Mutex(0)
    private let port = Mutex<UInt16>(0)

    var client: RawClient { RawClient(port: port.withLock { $0 }) }

    static func with(_ limits: Limits = Limits(), _ body: (EchoServer) async throws -> Void) async throws {
        let handler = EchoServer()
        var limits = limits
        // However long a loaded machine keeps a test waiting, it is not time that ends a connection here.
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

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        .accept(maximumBodyBytes: 100) { self.respond(to: $0) }
    }

    private func respond(to request: HTTPRequest) -> HTTPResponse {
        let body = String(decoding: request.body, as: UTF8.self)
        seen.withLock {
            $0.append("\(request.method) \(request.path)\(request.query.map { "?\($0)" } ?? "") [\(body)]")
        }
        return HTTPResponse(status: 202)
    }

    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {}

    func dropped(reason: String, from peer: PeerAddress) {}

    /// The outcome as the table words it: each request that was answered since the last call, and what ended it.
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
