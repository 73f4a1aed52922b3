import Formats
import Foundation
import Support
import Testing

/// The status page in a browser: Tests/Browser/walk goes through it.
@Suite(.timeLimit(.minutes(4))) struct BrowserTests {
    /// What the walk has seen.
    private struct Facts: Decodable {
        let title: String
        let status: String
        let landmarks: [Int]
        let nameless: [String]
        let schemes: [String]
        let skip: String
        let outline: String
        let paging: [Int]
        let filtered: [[String]]
        let address: String
        let opened: String
        let retry: String
        let evil: [Fact]
        let shown: [String]
        let phone: [Int]
        let requests: Int
        let foreign: [String]
        let complaints: [String]
        let injected: [Fact]
        let without: [Fact]
    }

    private enum Fact: Decodable, Equatable {
        case text(String)
        case number(Int)
        case list([String])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let number = try? value.decode(Int.self) {
                self = .number(number)
            } else {
                self = .list(try value.decode([String].self))
            }
        }
    }

    private static let canWalk = ["/usr/bin/chromium", "/usr/bin/python3"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    private static let walk = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Browser/walk"
    private static let markup = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"

    private func walk(_ daemon: RunningDaemon, evil: String) async throws -> Facts {
        let walk = try await Program.run(
            [Self.walk, "http://\(await daemon.adminAddress)/", evil], executable: "/usr/bin/python3")
        try #require(walk.status == 0, "\(walk.messages)")
        return try JSONDecoder().decode(Facts.self, from: Data(walk.output.utf8))
    }

    @Test(.enabled(if: canWalk, "there is no chromium, or no python3: apt-get install chromium python3"))
    func `list, filter, pages and delivery work; no payload runs, and nothing leaves the page`() async throws {
        let hooks = """
            on documentCompleted run sh -c "cat; echo"
            on signRejected run sh -c "exit 1"
            """
        try await RunningDaemon.with(hooks: hooks, settings: "admin 127.0.0.1:0") { daemon in
            for number in 0..<50 { _ = try await daemon.post(#"{"event":"userInvited","n":\#(number)}"#) }
            let evil = try await daemon.post(#"{"event":"documentCompleted","x":"\#(Self.markup)"}"#).deliveryID
            let failed = try await daemon.post(#"{"event":"signRejected"}"#).deliveryID
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            let facts = try await walk(daemon, evil: evil)

            #expect(facts.title == "hookrunner: ready" && facts.status == "✓Ready")
            #expect(facts.paging == [50, 2, 0])
            #expect(facts.filtered == [["/deliveries/\(failed)", "✕failed", "signRejected"]])
            #expect(facts.address == "/?event=signRejected&state=failed" && facts.opened == "/deliveries/\(failed)")
            let file = daemon.directory.file("hookrunner.conf")
            #expect(facts.retry == "hookrunner retry -c \(file) \(failed) all", "a click selects all of it")

            #expect(facts.evil == [.text("hookrunner: documentCompleted, \(evil)"), .number(0), .text("undefined")])
            let payload = #"{"event":"documentCompleted","x":"\#(Self.markup)"}"#
            #expect(facts.shown == ["\(payload)\n", payload])
            #expect(facts.requests >= 6 && facts.foreign.isEmpty && facts.complaints.isEmpty)

            #expect(facts.landmarks == [1, 1, 1, 1] && facts.nameless.isEmpty)
            #expect(facts.schemes == ["rgb(246, 247, 248)", "rgb(18, 21, 25)"])
            #expect(facts.skip == "Skip to the contenttrue" && facts.outline == "solid")
            #expect(facts.phone == [390, 390], "no page is wider than a phone")

            // The walk has put markup into the page itself. It would have run, and asked elsewhere, without the policy.
            let refused = [
                "connect-src", "form-action", "frame-src", "img-src", "script-src-attr", "script-src-elem",
                "style-src-elem",
            ]
            #expect(facts.injected == [.text("undefined"), .list(refused), .list([])])
            guard case .list(let seen)? = facts.without.last else { throw Unreadable() }
            #expect(
                facts.without.first == .text("1") && Set(seen).isSuperset(of: ["/img", "/sheet", "/fetch", "/form?"]))
        }
    }

    private struct Unreadable: Error {}
}
