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
    /// A journal that notes what it is given, or fails.
    private final class Notebook: Journal {
        let entries = Mutex<[JournalEntry]>([])
        let failure: JournalError?

        init(failing failure: JournalError? = nil) { self.failure = failure }

        func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
            if let failure { throw failure }
            self.entries.withLock { $0 += entries }
            return entries.map { _ in .recorded }
        }
        func claim(
            _ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp
        ) async throws(JournalError) -> [[ClaimedRun]] { [] }
        func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID] { [] }
        func recover(at now: Timestamp) async throws(JournalError) -> Int { 0 }
        func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int { 0 }
        func failRuns(
            ofHooksOtherThan hooks: [HookKey], because reason: String, telling: Bool, at now: Timestamp
        ) async throws(JournalError) -> Int { 0 }
        func untoldFailures(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [UntoldFailure] { [] }
        func replace(_ old: UntoldFailure, with new: UntoldFailure?) async throws(JournalError) -> Bool { true }
        func retry(
            _ selection: RunSelection, at now: Timestamp, progress: @Sendable (Int) -> Void
        ) async throws(JournalError) -> Int { 0 }
        func cancel(_ deliveries: [DeliveryID]) async throws(JournalError) -> Int { 0 }
        func prune(
            before moment: Timestamp, failedBefore failedMoment: Timestamp
        ) async throws(JournalError) -> Int { 0 }
        func runsToStop() async throws(JournalError) -> [RunID] { [] }
        func hasChangedElsewhere() async throws(JournalError) -> Bool { false }
        func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp? { nil }
        func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary] { [] }
        func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage {
            DeliveryPage(deliveries: [], next: nil)
        }
        func delivery(
            _ id: DeliveryID, latestAttempts count: Int
        ) async throws(JournalError) -> DeliveryRecord? { nil }
        func activity(
            from start: Timestamp, until end: Timestamp
        ) async throws(JournalError) -> [MinuteActivity] { [] }
        func tryWriting() async throws(JournalError) {}
        func census() async throws(JournalError) -> JournalCensus { JournalCensus(hooks: [], bytes: 0) }
        func alerts() async throws(JournalError) -> [AlertRecord] { [] }
        func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool { true }
        func lastArrival(
            of events: [EventPattern], at endpoint: String?, after moment: Timestamp, until end: Timestamp
        ) async throws(JournalError) -> Timestamp? { nil }
        func close() async {}
    }

    static let secret = Secret(Array("s".utf8))
    static let body = Array(#"{"event":"x","documentId":"d"}"#.utf8)
    let peer = PeerAddress(IPAddress("192.0.2.1"))

    private func intake(
        _ journal: Notebook, metrics: Metrics = Metrics(), change: (inout Endpoint) -> Void = { _ in }
    ) -> Intake {
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
        let log = Log(LogSettings(), to: -1)
        return Intake(
            configuration, journal: journal, log: log, health: JournalHealth(log: log), watch: DeliveryWatch(),
            metrics: metrics, clock: WallClock { Timestamp(milliseconds: 1_795_467_241_250) }
        ) {}
    }

    private func request(_ body: [UInt8] = body, secret: Secret = secret) -> HTTPRequest {
        let signed = Circularo().request(
            sending: body, of: "x", at: Timestamp(milliseconds: 0), signedWith: secret)
        return HTTPRequest(method: "POST", path: "/e", fields: signed.fields, body: body)
    }

    @Test func `a verified delivery is written with the runs of the hooks that want it`() async throws {
        let journal = Notebook()
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
        let journal = Notebook()
        _ = await intake(journal).respond(to: request(), from: peer)
        _ = await intake(journal).respond(to: request(), from: peer)
        _ = await intake(journal).respond(to: request(Self.body + [0x20]), from: peer)
        _ = await intake(journal) { $0.duplicates = .keep }.respond(to: request(), from: peer)
        let prints = journal.entries.withLock { $0.map(\.fingerprint) }
        #expect(prints.count == 4 && prints[0] == prints[1] && prints[0] != prints[2] && prints[3] == nil)
        #expect(prints[0]?.since == Timestamp(milliseconds: 1_795_467_241_250 - 86_400_000))
    }

    @Test func `each of several events is a delivery of its own, and is answered for`() async throws {
        let journal = Notebook()
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

    @Test func `a provider's id tells deliveries apart, whatever else is in them`() async {
        let journal = Notebook()
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

    /// Sends a request of GitHub and returns the fingerprints that were noted.
    private func fingerprints(
        _ requests: [(body: String, id: String?)], change: (inout Endpoint) -> Void = { _ in }
    ) async -> [JournalEntry.Fingerprint?] {
        let journal = Notebook()
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

    @Test func `where the id is not signed, equal signed bytes are told under any id`() async throws {
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

    @Test func `each of several events under one signature has a mark of its own`() async throws {
        let journal = Notebook()
        let body = Array(#"[{"event":"x"},{"event":"x"}]"#.utf8)
        let signed = PandaDoc().request(sending: body, of: "x", at: Timestamp(milliseconds: 0), signedWith: Self.secret)
        let request = HTTPRequest(
            method: "POST", path: "/e", query: signed.query, fields: signed.fields, body: signed.body)
        _ = await intake(journal) { $0.provider = .pandadoc }.respond(to: request, from: peer)
        let marks = journal.entries.withLock { $0.map(\.fingerprint?.signature) }
        #expect(marks.count == 2 && Set(marks).count == 2 && !marks.contains(nil))
    }

    @Test func `a provider reads the words that it looks for, once the delivery is in the journal`() async throws {
        let payload = DropboxSign().sample(of: "callback_test", at: Timestamp(milliseconds: 0))
        let signed = try DropboxSign().request(
            sending: payload, of: "callback_test", at: Timestamp(milliseconds: 0), signedWith: Self.secret)
        let request = HTTPRequest(method: "POST", path: "/e", fields: signed.fields, body: signed.body)
        let journal = Notebook()
        let answer = await intake(journal) { $0.provider = .dropboxSign }.respond(to: request, from: peer)
        #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == "Hello API Event Received")
        #expect(journal.entries.withLock { $0.map(\.delivery.event) } == ["callback_test"])
        #expect(journal.entries.withLock { $0.first?.delivery.body.first } == UInt8(ascii: "{"))
        let failing = intake(Notebook(failing: .full(path: "/j"))) { $0.provider = .dropboxSign }
        #expect(await failing.respond(to: request, from: peer).status == 503)
    }

    @Test func `an item is told by its request and its place, unless it has an id of its own`() async throws {
        let journal = Notebook()
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

    @Test func `what was not verified never comes near the journal`() async {
        let journal = Notebook()
        let answer = await intake(journal).respond(to: request(secret: Secret([1])), from: peer)
        #expect(answer.status == 401)
        #expect(journal.entries.withLock { $0.isEmpty })
        let unsigned = HTTPRequest(method: "POST", path: "/e", body: Self.body)
        #expect(await intake(journal).respond(to: unsigned, from: peer).status == 401)
        let open = intake(journal) { $0.isUnsigned = true }
        #expect(await open.respond(to: unsigned, from: peer).status == 202)
    }

    @Test func `a journal that fails acknowledges nothing`() async {
        let answer = await intake(Notebook(failing: .full(path: "/j"))).respond(to: request(), from: peer)
        #expect(answer.status == 503 && answer.fields["retry-after"] == "10")
    }

    @Test func `a daemon that is about to end takes nothing in`() async {
        let intake = intake(Notebook())
        intake.close()
        let answer = await intake.respond(to: request(), from: peer)
        #expect(answer.status == 503 && answer.closes)
    }

    @Test func `a head alone shows what cannot succeed`() {
        let intake = intake(Notebook())
        let signed = HeaderFields([.init(name: "X-Circularo-Signature", value: "00")])
        let cases: [(RequestHead, Int?)] = [
            (RequestHead(method: "POST", path: "/e", fields: signed), nil),
            (RequestHead(method: "POST", path: "/e"), 401), (RequestHead(method: "GET", path: "/e"), 405),
            (RequestHead(method: "POST", path: "/"), 404), (RequestHead(method: "POST", path: "/E"), 404),
        ]
        for (head, status) in cases {
            switch intake.admit(head, from: peer) {
            case .accept(let limit): #expect(status == nil && limit == 1 << 20)
            case .reject(let response): #expect(response.status == status)
            }
        }
    }

    @Test func `a parameter of the query, and what is greeted without a signature, count in a head, too`() {
        let verification = HeaderFields([.init(name: "X-BoldSign-Event", value: "Verification")])
        let cases: [(ProviderName, RequestHead, Bool)] = [
            (.pandadoc, RequestHead(method: "POST", path: "/e"), false),
            (.pandadoc, RequestHead(method: "POST", path: "/e", query: "signature=00"), true),
            (.boldsign, RequestHead(method: "POST", path: "/e"), false),
            (.boldsign, RequestHead(method: "POST", path: "/e", fields: verification), true),
            (.signwell, RequestHead(method: "POST", path: "/e"), true),
        ]
        for (provider, head, isRead) in cases {
            let admission = intake(Notebook()) { $0.provider = provider }.admit(head, from: peer)
            if case .accept = admission { #expect(isRead) } else { #expect(!isRead) }
        }
    }
}
