import Formats
import Support
import Testing

/// What one client sends at once, without waiting for answers.
@Suite(.timeLimit(.minutes(4))) struct PipeliningTests {
    /// A megabyte of requests that are refused, behind one that is taken: more than the stack of a thread, were each answered
    /// within the one before.
    @Test(arguments: ["512", "unlimited"])
    func `refused requests without end are all answered, however small the stack`(kibibytes: String) async throws {
        let launcher = ["/bin/sh", "-c", "ulimit -s \(kibibytes) && exec \"$@\"", "sh"]
        try await RunningDaemon.with(hooks: "on * run true", launcher: launcher) { daemon in
            let body = #"{"event":"x"}"#
            let signature = try await RunningDaemon.signature(of: body)
            let taken = """
                POST /circularo HTTP/1.1\r\nHost: h\r\nx-circularo-signature: \(signature)\r\n\
                Content-Length: \(body.utf8.count)\r\n\r\n\(body)
                """
            let count = (1 << 20) / 23
            let refused = String(repeating: "G / HTTP/1.1\r\nHost:\r\n\r\n", count: count)
            let last = "G / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"
            let port = try #require(await daemon.address.split(separator: ":").last.flatMap { UInt16($0) })
            let client = RawClient(port: port)
            let reply = try await client.converse(Array((taken + refused + last).utf8), finishing: false)
            let answers = String(decoding: reply.bytes, as: UTF8.self).split(separator: "HTTP/1.1 ")
            #expect(answers.count == count + 2 && answers.first?.hasPrefix("202 ") == true)
            #expect(answers.dropFirst().allSatisfy { $0.hasPrefix("404 ") })
            try await daemon.untilNothingRuns()
        }
    }
}
