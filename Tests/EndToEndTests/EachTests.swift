import Formats
import Foundation
import Support
import Testing

/// `each`: one delivery of every item of an array. `reply`: the words that a provider wants to read.
@Suite(.timeLimit(.minutes(4))) struct EachTests {
    private static let settings = #"""
        endpoint /bundle {
            provider custom {
                header X-Sig
                event .type
                id .id
            }
            unsigned
            each .data.items
            on sold {
                when .price > 5
                order serial by .shop
                run sh -c "cat >> ran; echo \" $PAYLOAD_PRICE $HOOK_EVENT\" >> ran"
            }
        }
        endpoint /array {
            provider custom {
                header X-Sig
                event .type
            }
            unsigned
            each .
            reply "{\"status\":\"ok\"}"
            on * run true
        }
        """#

    @Test func `every item is a delivery, with its own conditions and its own run`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: Self.settings) { daemon async throws in
            let bundle =
                #"{"type":"sold","data":{"items":[{"shop":"a","price":10.00}, {"shop":"a","price":1},"#
                + #"{"price":7e0,"shop":"a","type":"sold"},{"type":"other","price":9}, 8]}}"#
            let answer = try await daemon.post(bundle, path: "/bundle")
            let id = #"\{"id":"[0-9A-Z]{26}","runs":"#
            let counts = [1, 0, 1, 0, 0].map { "\(id)\($0)\\}" }.joined(separator: ",")
            #expect(answer.status == 202)
            let pattern = try Regex(#"\{"deliveries":\[\#(counts)\]\}\n"#)
            #expect(answer.body.wholeMatch(of: pattern) != nil, "\(answer.body)")
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
            #expect(
                daemon.directory.text(of: "ran")
                    == #"{"shop":"a","price":10.00} 10.00 sold"# + "\n"
                    + #"{"price":7e0,"shop":"a","type":"sold"} 7e0 sold"# + "\n")
            #expect(try await daemon.list().count == 5)
            // The same request again: every item came before.
            let again = try await daemon.post(bundle, path: "/bundle")
            #expect(again.status == 200 && again.body.matches(of: /"duplicate":true/).count == 5)
        }
    }

    @Test func `each without an array makes one delivery, an empty array makes none, and too many items are refused`()
        async throws
    {
        try await RunningDaemon.with(hooks: "on * run true", settings: Self.settings) { daemon async throws in
            func post(_ body: String) async throws -> RunningDaemon.Answer {
                try await daemon.post(body, path: "/bundle")
            }
            let whole = try await post(#"{"type":"sold","price":6}"#)
            #expect(whole.status == 202 && whole.body.hasSuffix(#""runs":1}"# + "\n"))
            let object = try await post(#"{"type":"sold","data":{"items":{"price":6}}}"#)
            #expect(object.status == 202 && object.body.hasSuffix(#""runs":0}"# + "\n"))
            let empty = try await post(#"{"data":{"items":[]}}"#)
            #expect(empty == .init(status: 200, body: #"{"deliveries":[]}"# + "\n"))
            #expect(try await post(#"{"data":{"items":[{"type":"a"},{"n":1}]}}"#).status == 400)
            #expect(try await post("[]").status == 400)
            let items = Array(repeating: #"{"type":"x"}"#, count: 1001)
            let many = try await post(#"{"data":{"items":[\#(items.joined(separator: ","))]}}"#)
            #expect(
                many
                    == .init(
                        status: 400, body: #"{"error":"the request contains more than 1000 events"}"# + "\n"))
            #expect(try await daemon.list().count == 2)
            let most = try await post(#"{"data":{"items":[\#(items.dropLast().joined(separator: ","))]}}"#)
            #expect(most.status == 202 && most.body.matches(of: /"runs":0/).count == 1000)
        }
    }

    @Test func `a body that is an array itself is taken apart, and answered with the words that are asked for`()
        async throws
    {
        try await RunningDaemon.with(hooks: "on * run true", settings: Self.settings) { daemon async throws in
            let options = ["-w", "\n%{content_type}\n%{http_code}"]
            let expected = RunningDaemon.Answer(status: 200, body: #"{"status":"ok"}"# + "\napplication/json")
            for _ in 1...2 {
                let answer = try await daemon.post(#"[{"type":"a"},{"type":"b"}]"#, path: "/array", options: options)
                #expect(answer == expected)
            }
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
            #expect(try await daemon.post("{}", path: "/array").status == 400)
        }
    }

    @Test func `a text is answered in the place of our own answer, and only if the delivery was taken in`() async throws
    {
        try await RunningDaemon.with(hooks: "reply \"Event Received\"\non * run true") { daemon async throws in
            let answer = try await daemon.post(#"{"event":"a"}"#)
            #expect(answer == .init(status: 200, body: "Event Received"))
            #expect(try await daemon.post(#"{"event":"a"}"#) == answer, "a duplicate, too")
            #expect(try await daemon.post(#"{"event":"a"}"#, signature: "00").status == 401)
            #expect(try await daemon.post("{}").status == 400)
            #expect(try await daemon.list().count == 1)
        }
    }
}
