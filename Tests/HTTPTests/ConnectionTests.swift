import Testing
import Values

@testable import HTTP

@Suite struct ConnectionTests {
    static let post = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n"

    @Test func `a connection without a word is closed without one`() {
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

    @Test func `a body that takes longer than 30 seconds is answered 408, however it trickles`() {
        var harness = ConnectionHarness()
        harness.receive(Self.post, after: 5)
        harness.receive("a", after: 34)
        harness.feed(.tick, after: 34.9)
        #expect(harness.outcome.isEmpty)
        harness.feed(.tick, after: 35)
        #expect(harness.outcome == ["408"])
    }

    @Test func `a connection that has been idle for 60 seconds is closed without a word`() {
        var harness = ConnectionHarness()
        harness.receive(Self.post + "ab", after: 1)
        let answers = harness.written
        harness.feed(.tick, after: 60.9)
        #expect(!harness.isClosed)
        harness.feed(.tick, after: 61)
        #expect(harness.isClosed && harness.written == answers)
    }

    @Test func `a client waits for no answer's time`() {
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

    @Test func `a client that waits to go on is told to, once its head is admitted`() {
        var harness = ConnectionHarness()
        harness.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(harness.written == "HTTP/1.1 100 Continue\r\n\r\n")
        harness.receive("ab")
        #expect(harness.outcome == ["POST /x [ab]"])
        var refused = ConnectionHarness(admission: .reject(HTTPResponse(status: 404)))
        refused.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(refused.outcome == ["404"] && refused.written.contains("Connection: close"))
    }

    @Test func `a body that is not wanted is never waited for`() {
        var harness = ConnectionHarness(admission: .reject(HTTPResponse(status: 404)))
        harness.receive("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n")
        #expect(harness.outcome == ["404"] && harness.written.contains("Connection: close"))
        #expect(harness.connection.wantsInput, "what the client still sends is read and dropped")
        harness.feed(.peerEnded)
        #expect(harness.isClosed)
    }

    @Test func `a connection goes on after a refusal whose body is there already`() {
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

    @Test func `an answer says what HTTP asks for`() {
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
