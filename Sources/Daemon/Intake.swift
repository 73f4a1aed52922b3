import HTTP
import Journals
import Reporting
import Scheduling
import Signatures
import Synchronization
import Values

/// Takes deliveries in: request → verified event → journal → answer.
///
/// The only place where HTTP meets signatures and journal. Nothing is acknowledged before the journal has it on disk, and
/// nothing that was not verified comes near the journal.
final class Intake: RequestHandler {
    private let configuration: Mutex<Configuration>
    private let journal: any Journal
    private let recorded: @Sendable () -> Void
    private let log: Log
    private let health: JournalHealth
    private let watch: DeliveryWatch
    private let metrics: Metrics
    private let clock: WallClock
    private let isClosed = Atomic<Bool>(false)
    private let rates = RateLimiter()

    /// `recorded` is called when runs have been recorded.
    init(
        _ configuration: Configuration, journal: any Journal, log: Log, health: JournalHealth, watch: DeliveryWatch,
        metrics: Metrics, clock: WallClock, recorded: @escaping @Sendable () -> Void
    ) {
        self.configuration = Mutex(configuration)
        self.journal = journal
        self.recorded = recorded
        self.log = log
        self.health = health
        self.watch = watch
        self.metrics = metrics
        self.clock = clock
    }

    /// Goes by this configuration from the next request on.
    func use(_ configuration: Configuration) {
        self.configuration.withLock { $0 = configuration }
    }

    /// Whether requests are still taken in.
    var isTakingIn: Bool { !isClosed.load(ordering: .acquiring) }

    /// Takes nothing in any more: requests that come on open connections are answered 503.
    func close() {
        isClosed.store(true, ordering: .releasing)
        watch.close()
    }

    /// Turns a request away before its body is read, where its head alone shows that it cannot succeed.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        do throws(Refusal) {
            let endpoint = try endpoint(for: head, from: try client(of: head.fields, peer))
            return .accept(maximumBodyBytes: endpoint.maximumBodyBytes)
        } catch {
            return .reject(answer(error, path: head.path, from: known(head.fields, peer)))
        }
    }

    private func endpoint(for head: RequestHead, from client: PeerAddress) throws(Refusal) -> Endpoint {
        guard configuration.withLock({ $0.access.admit(client.ip) }) else { throw .forbidden }
        guard let endpoint = endpoint(at: head.path) else { throw .unknownPath }
        guard endpoint.access.admit(client.ip) else { throw .forbidden }
        guard head.method == "POST" else { throw .methodNotAllowed }
        guard isTakingIn else { throw .shuttingDown }
        if let limit = endpoint.rate,
            let wait = rates.wait(at: endpoint.path, for: client.ip, limit: limit, now: .now)
        {
            throw .tooManyRequests(wait)
        }
        let request = SignedRequest(fields: head.fields, query: head.query, body: [])
        let sender = endpoint.sender
        guard
            endpoint.isUnsigned || !sender.lacksSignature(request)
                || sender.greeting(for: request, isVerified: false) != nil
        else { throw .notGenuine(.signatureMissing) }
        return endpoint
    }

    /// Who really sends, where trusted proxies say so.
    private func client(of fields: HeaderFields, _ peer: PeerAddress) throws(Refusal) -> PeerAddress {
        let proxies = configuration.withLock(\.trustedProxies)
        do {
            return try ForwardedClient.client(in: fields, from: peer, trusting: proxies)
        } catch {
            throw .contradictoryClient
        }
    }

    /// For the log: the client, or whoever has connected if the header contradicts itself.
    private func known(_ fields: HeaderFields, _ peer: PeerAddress) -> PeerAddress {
        (try? client(of: fields, peer)) ?? peer
    }

    /// Answers a request that has arrived whole.
    nonisolated(nonsending) func respond(to request: HTTPRequest, from peer: PeerAddress) async -> HTTPResponse {
        let client = known(request.fields, peer)
        do {
            return try await accept(request, from: client)
        } catch {
            return answer(error, path: request.path, from: client)
        }
    }

    /// Notes a request that the connection itself turned away.
    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {
        metrics.answered(endpoint: endpoint(at: path)?.path ?? "", status: status, reason: reason)
        log.write(
            .requestRejected(endpoint: path, client: peer.description, status: status, reason: reason))
    }

    /// Notes a connection that never came to a request.
    func dropped(reason: String, from peer: PeerAddress) {
        log.write(.connectionDropped(client: peer.description, reason: reason))
    }

    private nonisolated(nonsending) func accept(
        _ request: HTTPRequest, from peer: PeerAddress
    ) async throws(Refusal) -> HTTPResponse {
        let arrived = ContinuousClock.now
        guard let endpoint = endpoint(at: request.path) else { throw .unknownPath }
        let signed = SignedRequest(fields: request.fields, query: request.query, body: request.body)
        switch try arrival(of: signed, at: endpoint) {
        case .greeting(let greeting):
            log.write(.greetingAnswered(endpoint: endpoint.path, client: peer.description))
            return answer(HTTPResponse(greeting), because: "greeting", at: endpoint)
        case .events(let events, let secret):
            if events.isEmpty { log.write(.greetingAnswered(endpoint: endpoint.path, client: peer.description)) }
            if let secret { metrics.signed(by: secret + 1, at: endpoint) }
            let position = endpoint.secrets.count > 1 ? secret.map { $0 + 1 } : nil
            let (receipts, results) = try await take(
                events, of: request, at: endpoint, from: peer, secret: position, since: arrived)
            var response = results?.response ?? receipts.response
            // A provider that looks for certain words looks for them in every answer that says "received".
            if response.status < 300 {
                if let text = endpoint.replyText {
                    response = HTTPResponse(replying: text)
                } else if let words = endpoint.sender.acknowledgement(of: signed) {
                    response = HTTPResponse(words)
                }
            }
            let reason = events.isEmpty ? "greeting" : receipts.isNew ? "accepted" : "duplicate"
            return answer(response, because: reason, at: endpoint)
        }
    }

    private func answer(_ response: HTTPResponse, because reason: String, at endpoint: Endpoint) -> HTTPResponse {
        metrics.answered(endpoint: endpoint.path, status: response.status, reason: reason)
        return response
    }

    private nonisolated(nonsending) func take(
        _ events: [Event], of request: HTTPRequest, at endpoint: Endpoint, from peer: PeerAddress, secret: Int?,
        since arrived: ContinuousClock.Instant
    ) async throws(Refusal) -> ([Receipt], RunResults?) {
        let entries = events.map { entry(for: $0, body: request.body, at: endpoint) }
        // Several events are answered at once. Begun before the runs are there, so that none of their ends is missed.
        let only = entries.count == 1 ? entries.first?.delivery.id : nil
        let changes = only.flatMap { id in endpoint.replyWait.map { watch.changes(of: id, for: $0) } }
        let outcomes = entries.isEmpty ? [] : try await record(entries)
        var receipts: [Receipt] = []
        for (entry, outcome) in zip(entries, outcomes) {
            receipts.append(try note(outcome, of: entry, at: endpoint, from: peer, secret: secret))
        }
        if !entries.isEmpty { metrics.acknowledged(after: .now - arrived) }
        guard let changes, let receipt = receipts.first, let runs = receipt.runs, runs > 0 else {
            return (receipts, nil)
        }
        return (receipts, await results(of: receipt.delivery, after: changes))
    }

    private func note(
        _ outcome: RecordOutcome, of entry: JournalEntry, at endpoint: Endpoint, from peer: PeerAddress, secret: Int?
    ) throws(Refusal) -> Receipt {
        let delivery = entry.delivery
        switch outcome {
        case .recorded:
            if !entry.runs.isEmpty { recorded() }
            metrics.delivered(delivery.event, at: endpoint)
            log.write(
                .deliveryAccepted(
                    delivery: delivery.id.text, endpoint: delivery.endpoint, event: delivery.event,
                    client: peer.description, bytes: delivery.body.count, runs: entry.runs.count, secret: secret))
            return Receipt(delivery: delivery.id, runs: entry.runs.count)
        case .duplicate(let first):
            log.write(
                .deliveryDuplicate(
                    delivery: first.text, endpoint: delivery.endpoint, event: delivery.event,
                    client: peer.description))
            return Receipt(delivery: first, runs: nil)
        case .noRoom:
            throw .tooManyPending
        }
    }

    /// What the runs have come to; nil if they take longer than the sender is to wait.
    private nonisolated(nonsending) func results(
        of delivery: DeliveryID, after changes: AsyncStream<Void>
    ) async -> RunResults? {
        for await _ in changes {
            do {
                if let record = try await journal.delivery(delivery), let results = RunResults(record) {
                    return results
                }
            } catch {
                health.failed(error.description)
            }
        }
        return nil
    }

    private func endpoint(at path: String) -> Endpoint? {
        configuration.withLock { $0.endpoint(at: path) }
    }

    private func arrival(of request: SignedRequest, at endpoint: Endpoint) throws(Refusal) -> Arrival {
        do {
            return try Arrival(request, at: endpoint, now: clock.now)
        } catch {
            throw .notGenuine(error)
        }
    }

    private func entry(for event: Event, body: [UInt8], at endpoint: Endpoint) -> JournalEntry {
        let now = clock.now
        var generator = SystemRandomNumberGenerator()
        let delivery = Delivery(
            id: DeliveryID(at: now, using: &generator), endpoint: endpoint.path, provider: endpoint.provider.rawValue,
            event: event.name, body: event.body ?? body, receivedAt: now)
        let runs = endpoint.hooks.filter { $0.wants(event.name, event.payload) }.map { hook in
            JournalEntry.Run(
                hook: hook.name, lane: hook.order.lane(for: event.payload),
                cancelsWaiting: hook.order.cancelsWaiting)
        }
        let overall = configuration.withLock { $0.maximumPending }
        return JournalEntry(
            delivery: delivery, runs: runs, fingerprint: JournalEntry.Fingerprint(of: delivery, event, at: endpoint),
            room: JournalEntry.Room(overall: overall, endpoint: endpoint.maximumPending))
    }

    private nonisolated(nonsending) func record(_ entries: [JournalEntry]) async throws(Refusal) -> [RecordOutcome] {
        guard isTakingIn else { throw .shuttingDown }
        do {
            let outcomes = try await journal.record(entries)
            health.works()
            return outcomes
        } catch {
            health.failed(error.description)
            throw .journalFailed
        }
    }

    private func answer(_ refusal: Refusal, path: String, from peer: PeerAddress) -> HTTPResponse {
        let endpoint = endpoint(at: path)?.path ?? ""
        metrics.answered(endpoint: endpoint, status: refusal.status, reason: refusal.reason)
        log.write(
            .requestRejected(
                endpoint: path, client: peer.description, status: refusal.status, reason: refusal.reason))
        return refusal.response
    }
}

extension Order {
    /// Whether a new run takes the place of those that wait.
    fileprivate var cancelsWaiting: Bool {
        if case .latest = self { true } else { false }
    }
}
