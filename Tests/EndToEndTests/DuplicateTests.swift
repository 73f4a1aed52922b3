import Support
import Testing

/// `duplicates drop … by`: chosen fields tell what came before.
@Suite(.timeLimit(.minutes(4))) struct DuplicateTests {
    @Test func `a delivery that comes again with another time is not run again`() async throws {
        let hooks = """
            duplicates drop 1h by .documentId, .actor.name
            on * run sh -c "echo $PAYLOAD_T >> ran"
            """
        try await RunningDaemon.with(hooks: hooks) { daemon async throws in
            func post(_ payload: String) async throws -> RunningDaemon.Answer { try await daemon.post(payload) }
            let first = try await post(#"{"event":"a","documentId":"d","actor":{"name":"x"},"t":1}"#)
            #expect(first.status == 202)
            let again = try await post(#"{"t":2,"actor":{"role":1,"name":"x"},"event":"a","documentId":"d"}"#)
            #expect(again == .init(status: 200, body: #"{"id":"\#(first.deliveryID)","duplicate":true}"# + "\n"))
            // Another value, another event, a value of another kind, a field that is missing or null.
            for other in [
                #"{"event":"a","documentId":"e","actor":{"name":"x"},"t":3}"#,
                #"{"event":"b","documentId":"d","actor":{"name":"x"},"t":4}"#,
                #"{"event":"a","documentId":5,"actor":{"name":"x"},"t":5}"#,
                #"{"event":"a","documentId":"5","actor":{"name":"x"},"t":6}"#,
                #"{"event":"a","documentId":"d","actor":{},"t":7}"#,
                #"{"event":"a","documentId":"d","actor":{},"t":8}"#,
                #"{"event":"a","documentId":"d","actor":{"name":null},"t":9}"#,
                #"{"event":"a","documentId":"d","actor":{"name":null},"t":10}"#,
            ] {
                #expect(try await post(other).status == 202, "\(other)")
            }
            #expect(try await post(#"{"event":"a","documentId":"d","actor":{},"t":8}"#).status == 200)
            try await eventually { try await daemon.list("--state", "succeeded").count == 9 }
            let ran = daemon.directory.numbers(in: "ran")
            #expect(ran.sorted() == [1, 3, 4, 5, 6, 7, 8, 9, 10])
        }
    }

    @Test func `the fields count also where the provider gives an id`() async throws {
        let settings = """
            endpoint /custom {
                provider custom {
                    header X-Sig
                    event .type
                    id .id
                }
                unsigned
                duplicates drop 1h by .n
                on * run true
            }
            """
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon async throws in
            func post(_ payload: String) async throws -> Int {
                try await daemon.post(payload, path: "/custom").status
            }
            #expect(try await post(#"{"type":"a","id":"1","n":1}"#) == 202)
            #expect(try await post(#"{"type":"a","id":"2","n":1}"#) == 200)
            #expect(try await post(#"{"type":"a","id":"1","n":2}"#) == 202)
            #expect(try await post(#"{"type":"a","id":"3"}"#) == 202)
            #expect(try await post(#"{"type":"a","id":"3","more":1}"#) == 200)
        }
    }
}
