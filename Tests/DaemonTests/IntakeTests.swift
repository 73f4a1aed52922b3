import Formats
import Dispatch
import HTTP
import Journals
import Reporting
import Scheduling
import Signatures
import Synchronization
import Testing
import Values

@testable import Daemon

@Suite(.timeLimit(.minutes(4))) struct IntakeTests {
    static let secret = Secret(Array("s".utf8))
    static let body = Array(#"{"event":"x","documentId":"d"}"#.utf8)
    let peer = PeerAddress(IPAddress("192.0.2.1"))

    private func intake(
        _ journal: NotebookJournal, metrics: Metrics = Metrics(), workers: BodyWorkers = BodyWorkers(),
        change: (inout Endpoint) -> Void = { _ in }
    ) -> Intake {
        let log = Log(LogSettings(), to: -1)
        return Intake(
            configuration(change), journal: journal, log: log, health: JournalHealth(log: log),
            watch: DeliveryWatch(), metrics: metrics,
            clock: WallClock { Timestamp(milliseconds: 1_795_467_241_250) }, workers: workers
        ) {}
    }

    private func configuration(_ change: (inout Endpoint) -> Void = { _ in }) -> Configuration {
        var endpoint = Endpoint(path: "/e", provider: .circularo, secrets: [Self.secret])
        let command = CommandTemplate(words: [.init("true")])
        var serial = Hook(name: "serial", events: [.name("x")], command: command)
        serial.order = .serial(by: FieldPath("documentId"))
        var latest = Hook(name: "latest", events: [.prefix("x")], command: command)
        latest.order = .latest(by: nil)
        endpoint.hooks = [serial, latest, Hook(name: "other", events: [.name("y")], command: command)]
        change(&endpoint)
        var configuration = Configuration()
        configuration.endpoints = [endpoint]
        return configuration
    }

    private func request(_ body: [UInt8] = body, secret: Secret = secret) -> HTTPRequest {
        let signed = Circularo().request(
            sending: body, of: "x", at: Timestamp(milliseconds: 0), signedWith: secret)
        return HTTPRequest(method: "POST", path: "/e", fields: signed.fields, body: body)
    }

    @Test func `a verified delivery is recorded with the runs of the matching hooks`() async throws {
        let journal = NotebookJournal()
        let answer = await intake(journal).respond(to: request(), from: peer)
        let entry = try #require(journal.entries.withLock { $0.first })
        #expect(answer.status == 202)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"id":"\#(entry.delivery.id)","runs":2}"# + "\n")
        #expect(entry.delivery.body == Self.body && entry.delivery.event == "x")
        #expect(
            entry.runs == [
                JournalEntry.Run(hook: "serial", lane: "d"),
                JournalEntry.Run(hook: "latest", lane: "", cancelsWaiting: true),
            ])
    }

    @Test func `equal bodies have one fingerprint, unless duplicates are kept`() async {
        let journal = NotebookJournal()
        _ = await intake(journal).respond(to: request(), from: peer)
        _ = await intake(journal).respond(to: request(), from: peer)
        _ = await intake(journal).respond(to: request(Self.body + [0x20]), from: peer)
        _ = await intake(journal) { $0.duplicates = .keep }.respond(to: request(), from: peer)
        let prints = journal.entries.withLock { $0.map(\.fingerprint) }
        #expect(prints.count == 4 && prints[0] == prints[1] && prints[0] != prints[2] && prints[3] == nil)
        #expect(prints[0]?.since == Timestamp(milliseconds: 1_795_467_241_250 - 86_400_000))
    }

    @Test func `each of several events is a delivery of its own, and is in the answer`() async throws {
        let journal = NotebookJournal()
        let body = Array(#"[{"event":"x","documentId":"a"},{"event":"y"},{"event":"z"}]"#.utf8)
        let signed = PandaDoc().request(
            sending: body, of: "x", at: Timestamp(milliseconds: 0), signedWith: Self.secret)
        let request = HTTPRequest(
            method: "POST", path: "/e", query: signed.query, fields: signed.fields, body: signed.body)
        let intake = intake(journal) { $0.provider = .pandadoc }
        let answer = await intake.respond(to: request, from: peer)
        let entries = journal.entries.withLock { $0 }
        #expect(entries.map(\.delivery.event) == ["x", "y", "z"] && entries.map(\.runs.count) == [2, 1, 0])
        #expect(String(decoding: entries[0].delivery.body, as: UTF8.self) == #"{"event":"x","documentId":"a"}"#)
        #expect(entries[0].runs.first?.lane == "a")
        #expect(Set(entries.map(\.fingerprint?.key)).count == 3)
        let parts = entries.map { #"{"id":"\#($0.delivery.id)","runs":\#($0.runs.count)}"# }.joined(separator: ",")
        #expect(answer.status == 202)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"deliveries":[\#(parts)]}"# + "\n")
    }

    @Test func `deliveries with the same provider's id are duplicates, whatever else is in them`() async {
        let journal = NotebookJournal()
        let bodies = [#"{"id":"1","type":"x"}"#, #"{"id":"1","type":"x","sent":2}"#, #"{"id":"2","type":"x"}"#]
        for body in bodies {
            let signed = Stripe().request(
                sending: Array(body.utf8), of: "x", at: Timestamp(milliseconds: 1_795_467_241_250),
                signedWith: Self.secret)
            let request = HTTPRequest(method: "POST", path: "/e", fields: signed.fields, body: signed.body)
            let intake = intake(journal) { $0.provider = .stripe }
            #expect(await intake.respond(to: request, from: peer).status == 202)
        }
        let prints = journal.entries.withLock { $0.map(\.fingerprint?.key) }
        #expect(prints.count == 3 && prints[0] == prints[1] && prints[0] != prints[2])
    }

    /// Sends requests of GitHub and returns the fingerprints in the journal.
    private func fingerprints(
        _ requests: [(body: String, id: String?)], change: (inout Endpoint) -> Void = { _ in }
    ) async -> [JournalEntry.Fingerprint?] {
        let journal = NotebookJournal()
        for (body, id) in requests {
            let signed = GitHub().request(
                sending: Array(body.utf8), of: "push", at: Timestamp(milliseconds: 0), signedWith: Self.secret)
            let others = signed.fields.fields.filter { $0.name != "X-GitHub-Delivery" }
            let fields = others + (id.map { [.init(name: "X-GitHub-Delivery", value: $0)] } ?? [])
            let request = HTTPRequest(method: "POST", path: "/e", fields: HeaderFields(fields), body: signed.body)
            let intake = intake(journal) { endpoint in
                endpoint.provider = .github
                change(&endpoint)
            }
            #expect(await intake.respond(to: request, from: peer).status == 202)
        }
        return journal.entries.withLock { $0.map(\.fingerprint) }
    }

    @Test func `equal signed bytes are recognised under any id that is not signed`() async throws {
        let prints = try await fingerprints([
            (#"{"n":1}"#, "a"), (#"{"n":1}"#, "b"), (#"{"n":1}"#, nil), (#"{"n":2}"#, "a"),
        ])
        .map { try #require($0) }
        #expect(Set(prints[0...2].map(\.signature)).count == 1 && prints[0].signature != nil)
        #expect(prints[3].signature != prints[0].signature && prints[3].key == prints[0].key)
        #expect(Set(prints[0...2].map(\.key)).count == 3)
        #expect(await fingerprints([("{}", "a")]) { $0.duplicates = .keep } == [nil])
        let path = FieldPath([.member("n")])
        let chosen = await fingerprints([(#"{"n":1}"#, "a")]) {
            $0.duplicates = .drop(within: .seconds(60), by: [path])
        }
        #expect(chosen.map { $0?.signature } == [nil])
        let unsigned = await fingerprints([("{}", "a")]) { $0.isUnsigned = true }
        #expect(unsigned.map { $0?.signature } == [nil])
    }

    @Test func `each of several events under one signature has a signature mark of its own`() async throws {
        let journal = NotebookJournal()
        let body = Array(#"[{"event":"x"},{"event":"x"}]"#.utf8)
        let signed = PandaDoc().request(sending: body, of: "x", at: Timestamp(milliseconds: 0), signedWith: Self.secret)
        let request = HTTPRequest(
            method: "POST", path: "/e", query: signed.query, fields: signed.fields, body: signed.body)
        _ = await intake(journal) { $0.provider = .pandadoc }.respond(to: request, from: peer)
        let marks = journal.entries.withLock { $0.map(\.fingerprint?.signature) }
        #expect(marks.count == 2 && Set(marks).count == 2 && !marks.contains(nil))
    }

    @Test func `a provider gets the words that it expects, once the delivery is in the journal`() async throws {
        let payload = DropboxSign().sample(of: "callback_test", at: Timestamp(milliseconds: 0))
        let signed = try DropboxSign().request(
            sending: payload, of: "callback_test", at: Timestamp(milliseconds: 0), signedWith: Self.secret)
        let request = HTTPRequest(method: "POST", path: "/e", fields: signed.fields, body: signed.body)
        let journal = NotebookJournal()
        let answer = await intake(journal) { $0.provider = .dropboxSign }.respond(to: request, from: peer)
        #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "Hello API Event Received")
        #expect(journal.entries.withLock { $0.map(\.delivery.event) } == ["callback_test"])
        #expect(journal.entries.withLock { $0.first?.delivery.body.first } == UInt8(ascii: "{"))
        let failing = intake(NotebookJournal(failing: .full(path: "/j"))) { $0.provider = .dropboxSign }
        #expect(await failing.respond(to: request, from: peer).status == 503)
    }

    @Test func `an item is identified by its request and its position, unless it has its own id`() async throws {
        let journal = NotebookJournal()
        func send(_ body: String) async -> HTTPResponse {
            let request = HTTPRequest(method: "POST", path: "/e", body: Array(body.utf8))
            let intake = intake(journal) { endpoint in
                endpoint.provider = .custom
                endpoint.customScheme = CustomScheme()
                endpoint.customScheme?.event = .field(FieldPath([.member("kind")]))
                endpoint.customScheme?.id = .field(FieldPath([.member("id")]))
                endpoint.isUnsigned = true
                endpoint.each = FieldPath("items")
                endpoint.replyText = ReplyText(#"{"ok":true}"#)
            }
            return await intake.respond(to: request, from: peer)
        }
        let answer = await send(#"{"kind":"x","t":1,"items":[{"s":1},{"s":1},{"id":7,"kind":"y"}]}"#)
        #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == #"{"ok":true}"#)
        #expect(answer.fields["content-type"] == "application/json")
        _ = await send(#"{"kind":"x","t":2,"items":[{"s":1},{"id":7,"t":2}]}"#)
        _ = await send(#"{"kind":"x","id":"r","items":[{"s":1}],"t":3}"#)
        _ = await send(#"{"kind":"x","id":"r","items":[{"s":2}],"t":4}"#)
        let entries = journal.entries.withLock { $0 }
        #expect(entries.map(\.delivery.event) == ["x", "x", "y", "x", "x", "x", "x"])
        #expect(String(decoding: entries[4].delivery.body, as: UTF8.self) == #"{"id":7,"t":2}"#)
        let keys = entries.map(\.fingerprint?.key)
        #expect(keys[2] == keys[4] && keys[5] == keys[6])
        #expect(Set(keys).count == 5)
    }

    @Test func `an unverified request never reaches the journal`() async {
        let journal = NotebookJournal()
        let answer = await intake(journal).respond(to: request(secret: Secret([1])), from: peer)
        #expect(answer.status == 401)
        #expect(journal.entries.withLock { $0.isEmpty })
        let unsigned = HTTPRequest(method: "POST", path: "/e", body: Self.body)
        #expect(await intake(journal).respond(to: unsigned, from: peer).status == 401)
        let open = intake(journal) { $0.isUnsigned = true }
        #expect(await open.respond(to: unsigned, from: peer).status == 202)
    }

    @Test func `nothing is acknowledged while the journal fails`() async {
        let answer = await intake(NotebookJournal(failing: .full(path: "/j"))).respond(to: request(), from: peer)
        #expect(answer.status == 503 && answer.fields["retry-after"] == "10")
    }

    @Test func `a daemon that is shutting down accepts no request`() async {
        let intake = intake(NotebookJournal())
        intake.close()
        let answer = await intake.respond(to: request(), from: peer)
        #expect(answer.status == 503 && answer.closes)
    }

    @Test func `a request that cannot succeed is rejected by its head`() {
        let intake = intake(NotebookJournal())
        let signed = HeaderFields([.init(name: "X-Circularo-Signature", value: "00")])
        let cases: [(RequestHead, Int?)] = [
            (RequestHead(method: "POST", path: "/e", fields: signed), nil),
            (RequestHead(method: "POST", path: "/e"), 401), (RequestHead(method: "GET", path: "/e"), 405),
            (RequestHead(method: "POST", path: "/"), 404), (RequestHead(method: "POST", path: "/E"), 404),
        ]
        for (head, status) in cases {
            switch intake.admit(head, from: peer) {
            case .accept(let limit, _): #expect(status == nil && limit == 1 << 20)
            case .reject(let response): #expect(response.status == status)
            }
        }
    }

    @Test func `a head may have its signature in the query, and a handshake may have none`() {
        let verification = HeaderFields([.init(name: "X-BoldSign-Event", value: "Verification")])
        let cases: [(ProviderName, RequestHead, Bool)] = [
            (.pandadoc, RequestHead(method: "POST", path: "/e"), false),
            (.pandadoc, RequestHead(method: "POST", path: "/e", query: "signature=00"), true),
            (.boldsign, RequestHead(method: "POST", path: "/e"), false),
            (.boldsign, RequestHead(method: "POST", path: "/e", fields: verification), true),
            (.signwell, RequestHead(method: "POST", path: "/e"), true),
        ]
        for (provider, head, isRead) in cases {
            let admission = intake(NotebookJournal()) { $0.provider = provider }.admit(head, from: peer)
            if case .accept = admission { #expect(isRead) } else { #expect(!isRead) }
        }
    }

    @Test func `a request is answered with the configuration that admitted its head`() async throws {
        let journal = NotebookJournal()
        let intake = intake(journal)
        let first = request()
        guard case .accept(_, let respond) = intake.admit(first.head, from: peer) else {
            throw NotAdmitted()
        }
        // Neither the secret nor the path is the same after the reload.
        intake.use(
            configuration {
                $0.path = "/other"
                $0.secrets = [Secret([1])]
            })
        #expect(await respond(first).status == 202)
        #expect(journal.entries.withLock { $0.map(\.delivery.endpoint) } == ["/e"])
        #expect(await intake.respond(to: first, from: peer).status == 404)
    }

    private struct NotAdmitted: Error {}

    @Test(arguments: ["/e\u{301}", "/e", "/\u{e9}\u{301}", "/\u{e9}/", "/%C3%A9"])
    func `only the bytes of its path find an endpoint`(path: String) async {
        let intake = intake(NotebookJournal()) { $0.path = "/\u{e9}" }
        var request = request()
        request.path = path
        #expect(await intake.respond(to: request, from: peer).status == 404)
        request.path = "/\u{e9}"
        #expect(await intake.respond(to: request, from: peer).status == 202)
    }

    @Test func `only the bytes of an event match a hook`() async {
        let journal = NotebookJournal()
        let intake = intake(journal) { endpoint in
            let command = CommandTemplate(words: [.init("true")])
            endpoint.hooks = [Hook(name: "a", events: [.name("K\u{e9}"), .prefix("K\u{e9}")], command: command)]
        }
        for event in ["\u{212A}\u{e9}", "Ke\u{301}", "K\u{e9}"] {
            _ = await intake.respond(to: request(Array(#"{"event":"\#(event)"}"#.utf8)), from: peer)
        }
        #expect(journal.entries.withLock { $0.map(\.runs.count) } == [0, 0, 1])
    }

    @Test func `an unknown client passes no access rule, and a client of a Unix socket passes all`() async {
        let anyClient = ["0.0.0.0/0", "::/0"].compactMap { Network($0) }
        let rules: [(change: (inout Endpoint) -> Void, unknown: Int)] = [
            ({ _ in }, 202), ({ $0.access.allowed = anyClient }, 403), ({ $0.access.denied = anyClient }, 403),
        ]
        let socket = PeerAddress(nil)
        for rule in rules {
            let intake = intake(NotebookJournal(), change: rule.change)
            #expect(await intake.respond(to: request(), from: socket).status == 202)
            var trusting = configuration(rule.change)
            trusting.trustedProxies.includesUnixSockets = true
            intake.use(trusting)
            #expect(await intake.respond(to: request(), from: socket).status == rule.unknown)
        }
    }

    @Test func `a proxy with an unreadable header is answered 400`() async {
        let intake = intake(NotebookJournal())
        var trusting = configuration()
        trusting.trustedProxies.networks = [Network("192.0.2.1")].compactMap { $0 }
        intake.use(trusting)
        for value in ["unknown", "[2001:db8::1", ""] {
            var request = request()
            request.fields.append(name: "X-Forwarded-For", value: value)
            #expect(await intake.respond(to: request, from: peer).status == 400)
        }
    }

    @Test func `an unsigned endpoint rejects a browser's cross-site request`() async {
        let open = intake(NotebookJournal()) { $0.isUnsigned = true }
        let signed = intake(NotebookJournal())
        var request = request()
        #expect(await open.respond(to: request, from: peer).status == 202)
        request.fields.append(name: "Sec-Fetch-Site", value: "cross-site")
        #expect(await open.respond(to: request, from: peer).status == 403)
        #expect(await signed.respond(to: request, from: peer).status == 202)
    }

    @Test func `a long body may be nested as deeply as a short one`() async {
        let nested = String(repeating: "[", count: 511) + String(repeating: "]", count: 511)
        let filler = Array(repeating: nested, count: 20).joined(separator: ",")
        let body = Array(#"{"event":"x","filler":[\#(filler)]}"#.utf8)
        #expect(body.count > Intake.longestBodyReadInPlace)
        #expect(await intake(NotebookJournal()).respond(to: request(body), from: peer).status == 202)
    }

    @Test func `short bodies do not wait for a long one`() async {
        let workers = BodyWorkers(limit: 1)
        let isBusy = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let blocker = Task {
            await workers.run {
                isBusy.continuation.finish()
                release.wait()
            }
        }
        for await _ in isBusy.stream {}
        let journal = NotebookJournal()
        let intake = intake(journal, workers: workers)
        let filler = String(repeating: "x", count: Intake.longestBodyReadInPlace)
        let long = request(Array(#"{"event":"x","filler":"\#(filler)"}"#.utf8))
        let answer = Task { [peer] in
            await intake.respond(to: long, from: peer)
        }
        #expect(await intake.respond(to: request(), from: peer).status == 202)
        #expect(journal.entries.withLock { $0.map(\.delivery.body.count) } == [Self.body.count])
        release.signal()
        await blocker.value
        #expect(await answer.value.status == 202)
        #expect(journal.entries.withLock { $0.map(\.delivery.body.count) } == [Self.body.count, long.body.count])
    }
}

extension HTTPRequest {
    fileprivate var head: RequestHead { RequestHead(method: method, path: path, query: query, fields: fields) }
}

extension Intake {
    /// The answer to a request: that to its head, if the head is rejected.
    fileprivate func respond(to request: HTTPRequest, from peer: PeerAddress) async -> HTTPResponse {
        switch admit(request.head, from: peer) {
        case .reject(let response): response
        case .accept(_, let respond): await respond(request)
        }
    }
}
