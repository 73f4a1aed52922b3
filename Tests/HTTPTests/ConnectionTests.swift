import Formats
import Testing
import Values

@testable import HTTP

@Suite struct ConnectionTests {
    static let post = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n"

    @Test func `a silent connection is closed without an answer`() {
        var harness = ConnectionHarness()
        harness.feed(.tick, after: 9.9)
        #expect(!harness.isClosed)
        harness.feed(.tick, after: 10)
        #expect(harness.isClosed && harness.written.isEmpty)
    }

    @Test func `a head that takes longer than 10 seconds is answered 408`() {
        var harness = ConnectionHarness()
        for second in 0..<10 { harness.receive("P", after: Double(second)) }
        harness.feed(.tick, after: 9.9)
        #expect(harness.outcome.isEmpty)
        harness.feed(.tick, after: 10)
        #expect(harness.outcome == ["408"])
    }

    @Test func `a body that takes longer than 30 seconds is answered 408, however slowly its bytes arrive`() {
        var harness = ConnectionHarness()
        harness.receive(Self.post, after: 5)
        harness.receive("a", after: 34)
        harness.feed(.tick, after: 34.9)
        #expect(harness.outcome.isEmpty)
        harness.feed(.tick, after: 35)
        #expect(harness.outcome == ["408"])
    }

    @Test func `a connection that has been idle for 60 seconds is closed without an answer`() {
        var harness = ConnectionHarness()
        harness.receive(Self.post + "ab", after: 1)
        let answers = harness.written
        harness.feed(.tick, after: 60.9)
        #expect(!harness.isClosed)
        harness.feed(.tick, after: 61)
        #expect(harness.isClosed && harness.written == answers)
    }

    @Test func `the time an answer takes does not count against the client`() {
        var harness = ConnectionHarness()
        harness.receive(Self.post + "ab", answers: false)
        harness.feed(.tick, after: 3000, answers: false)
        #expect(!harness.isClosed && harness.written.isEmpty)
    }

    @Test func `requests are answered one at a time, in order, and input waits up to a bound`() {
        var harness = ConnectionHarness()
        harness.receive(Self.post + "ab" + Self.post + "cd", answers: false)
        #expect(harness.outcome == ["POST /x [ab]"])
        #expect(harness.connection.wantsInput)
        harness.receive([UInt8](repeating: 0x20, count: 20_000), answers: false)
        #expect(!harness.connection.wantsInput)
        harness.feed(.answered(HTTPResponse(status: 202)), answers: false)
        #expect(harness.outcome == ["POST /x [ab]", "POST /x [cd]"])
    }

    @Test func `a client that expects 100 Continue gets it once its head is admitted`() {
        var harness = ConnectionHarness()
        harness.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(harness.written == "HTTP/1.1 100 Continue\r\n\r\n")
        harness.receive("ab")
        #expect(harness.outcome == ["POST /x [ab]"])
        var refused = ConnectionHarness(admission: .reject(HTTPResponse(status: 404)))
        refused.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(refused.outcome == ["404"] && refused.written.contains("Connection: close"))
    }

    @Test func `a rejected body is not waited for`() {
        var harness = ConnectionHarness(admission: .reject(HTTPResponse(status: 404)))
        harness.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
        #expect(harness.outcome == ["404"] && harness.written.contains("Connection: close"))
        #expect(harness.connection.wantsInput, "what the client still sends is read and dropped")
        harness.feed(.peerEnded)
        #expect(harness.isClosed)
    }

    @Test func `a connection continues after a rejected request whose body has arrived`() {
        var harness = ConnectionHarness(admission: .reject(HTTPResponse(status: 404)))
        harness.receive(Self.post + "ab" + "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(harness.outcome == ["404", "404"] && !harness.written.contains("Connection: close"))
    }

    @Test func `draining closes idle connections, and the others after their answer`() {
        var idle = ConnectionHarness()
        idle.feed(.drain)
        #expect(idle.isClosed)
        var busy = ConnectionHarness()
        busy.receive(Self.post, answers: false)
        busy.feed(.drain, answers: false)
        busy.receive("ab")
        #expect(busy.outcome == ["POST /x [ab]", "close"])
    }

    @Test func `a request whose memory is needed is answered 503, and its memory is freed`() {
        var harness = ConnectionHarness(admission: .accept(maximumBodyBytes: 1 << 20))
        harness.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
        harness.receive([UInt8](repeating: 0x20, count: 60_000))
        #expect((60_000...120_000).contains(harness.connection.heldBytes))
        harness.feed(.memoryFull)
        #expect(harness.outcome == ["503"] && harness.written.contains("\r\nRetry-After: 10\r\n"))
        #expect(harness.written.contains("\r\nConnection: close\r\n"))
        #expect(harness.connection.heldBytes == 0)
        harness.receive([UInt8](repeating: 0x20, count: 40_000))
        #expect(harness.connection.heldBytes == 0, "what still comes is dropped")
    }

    @Test func `requests after an unread answer count as memory and end with their connection`() {
        var connection = Connection(limits: Limits(), at: .now)
        let bytes = Array((Self.post + "ab").utf8) + [UInt8](repeating: 0x41, count: 10_000)
        _ = connection.take(.received(bytes[...]), at: .now, date: "now")
        _ = connection.take(.admitted(.reject(HTTPResponse(status: 404))), at: .now, date: "now")
        #expect(connection.evictionKind == .writing && connection.heldBytes >= 10_000)
        guard case .close = connection.take(.memoryFull, at: .now, date: "now").first else {
            Issue.record("it is still open")
            return
        }
    }

    @Test func `a request without room gets no 100 Continue`() {
        var connection = Connection(limits: Limits(), at: .now)
        let head = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        _ = connection.take(.received(Array(head.utf8)[...]), at: .now, date: "now")
        let actions = connection.take(.memoryFull, at: .now, date: "now")
        guard case .report(.requestMemoryFull, "/x") = actions.first, case .write(let bytes) = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 503 "))
    }

    @Test func `a connection holds memory for unanswered input, and none for announced input`() {
        var harness = ConnectionHarness(admission: .accept(maximumBodyBytes: 1 << 20))
        #expect(harness.connection.heldBytes == 0)
        harness.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n", answers: false)
        #expect(harness.connection.heldBytes < 500)
        for _ in 0..<999 { harness.receive([UInt8](repeating: 0x20, count: 1000), answers: false) }
        #expect((999_000...1_010_000).contains(harness.connection.heldBytes))
        harness.receive([UInt8](repeating: 0x20, count: 1000), answers: false)
        #expect(harness.waitsForAnswer && harness.connection.heldBytes == 0, "now it is the handler's")
    }

    @Test(arguments: [
        ("", "", true), ("G", "503", true), (ConnectionTests.post + "a", "503", true),
        (ConnectionTests.post + "ab", "POST /x [ab]", true), ("GET / HTTP/1.1\r\n\r\n", "400", true),
    ])
    func `an evicted connection closes at once, with an answer in the middle of a request`(
        sent: String, outcome: String, isClosed: Bool
    ) {
        var harness = ConnectionHarness()
        harness.receive(sent)
        harness.feed(.evict)
        #expect(harness.outcome.joined(separator: " ") == outcome && harness.isClosed == isClosed)
    }

    @Test func `a connection is not evicted while its request is answered`() {
        var harness = ConnectionHarness()
        harness.receive(Self.post + "ab", answers: false)
        #expect(harness.connection.evictionKind == nil)
        harness.feed(.evict, answers: false)
        #expect(!harness.isClosed)
        harness.feed(.answered(HTTPResponse(status: 202)))
        #expect(harness.written.hasPrefix("HTTP/1.1 202 ") && harness.connection.evictionKind == .idle)
    }

    @Test func `the state of a connection determines its rank and age for eviction`() {
        var harness = ConnectionHarness()
        #expect(harness.connection.evictionKind == .silent)
        harness.receive("POST", after: 1)
        #expect(harness.connection.evictionKind == .inHead && harness.connection.began == harness.start + .seconds(1))
        harness.receive(String(Self.post.dropFirst(4)), after: 2)
        #expect(harness.connection.evictionKind == .inBody && harness.connection.began == harness.start + .seconds(1))
        harness.receive("ab", after: 3)
        #expect(harness.connection.evictionKind == .idle && harness.connection.began == harness.start + .seconds(3))
        harness.receive(Self.post + "a", after: 9)
        #expect(harness.connection.began == harness.start + .seconds(9))
        harness.receive("b{", after: 9)
        #expect(harness.connection.evictionKind == .lingering)
    }

    @Test func `an answer has the fields that HTTP requires`() {
        let response = HTTPResponse(
            status: 405, fields: HeaderFields([.init(name: "Allow", value: "POST")]), body: Array("no".utf8))
        let date = ResponseWriter.date(Timestamp(milliseconds: 784_111_777_000))
        #expect(date == "Sun, 06 Nov 1994 08:49:37 GMT")
        let bytes = ResponseWriter.bytes(of: response, date: date, keepsAlive: true, omitsBody: true)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                HTTP/1.1 405 Method Not Allowed\r
                Date: Sun, 06 Nov 1994 08:49:37 GMT\r
                Allow: POST\r
                Content-Length: 2\r
                \r

                """)
    }
}
