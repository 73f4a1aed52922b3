import Formats
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
    private let table: Mutex<RoutingTable>
    private let journal: any DeliveryRecording & DeliveryLookup
    private let recorded: @Sendable () -> Void
    private let log: Log
    private let health: JournalHealth
    private let watch: DeliveryWatch
    private let metrics: Metrics
    private let clock: WallClock
    private let isClosed = Atomic<Bool>(false)
    private let rates = RateLimiter()
    private let workers: BodyWorkers

    /// Longer bodies are read away from the event loop. In the worst case, nested arrays, one of this length takes it
    /// 1.5 ms (one of 1 MiB: 95 ms); to go to another thread and come back takes some 5 µs.
    static let longestBodyReadInPlace = 16 << 10

    /// `recorded` is called when runs have been recorded.
    init(
        _ configuration: Configuration, journal: any DeliveryRecording & DeliveryLookup, log: Log,
        health: JournalHealth, watch: DeliveryWatch,
        metrics: Metrics, clock: WallClock, workers: BodyWorkers = BodyWorkers(),
        recorded: @escaping @Sendable () -> Void
    ) {
        table = Mutex(RoutingTable(configuration))
        self.journal = journal
        self.recorded = recorded
        self.log = log
        self.health = health
        self.watch = watch
        self.metrics = metrics
        self.clock = clock
        self.workers = workers
    }

    /// Goes by this configuration for requests whose head has not come yet.
    func use(_ configuration: Configuration) {
        let new = RoutingTable(configuration)
        table.withLock { $0 = new }
    }

    /// Whether requests are still taken in.
    var isTakingIn: Bool { !isClosed.load(ordering: .acquiring) }

    /// Takes nothing in any more: requests that come on open connections are answered 503.
    func close() {
        isClosed.store(true, ordering: .releasing)
        watch.close()
    }

    /// Rejects a request before its body is read, where its head alone shows that it cannot succeed.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        let table = table.withLock { $0 }
        let route = table.route(at: head.path)
        var client = RequestClient.known(peer)
        do throws(Refusal) {
            client = try self.client(of: head.fields, peer, trusting: table.configuration.trustedProxies)
            let context = RequestContext(
                table: table, route: try admit(client, to: route, under: table.configuration), client: client)
            try check(head, in: context)
            return .accept(maximumBodyBytes: context.route.endpoint.maximumBodyBytes) { request in
                await self.respond(to: request, in: context)
            }
        } catch {
            return .reject(refuse(error, path: head.path, at: route, from: client))
        }
    }

    /// Who really sends, where trusted proxies say so.
    private func client(
        of fields: HeaderFields, _ peer: PeerAddress, trusting proxies: TrustedProxies
    ) throws(Refusal) -> RequestClient {
        do {
            return try ForwardedClient.client(in: fields, from: peer, trusting: proxies)
        } catch {
            switch error {
            case .contradictory: throw .contradictoryClient
            case .unreadable: throw .unreadableClient
            }
        }
    }

    private func admit(
        _ client: RequestClient, to route: Route?, under configuration: Configuration
    ) throws(Refusal) -> Route {
        guard client.passes(configuration.access) else { throw .forbidden }
        guard let route else { throw .unknownPath }
        guard client.passes(route.endpoint.access) else { throw .forbidden }
        return route
    }

    private func check(_ head: RequestHead, in context: RequestContext) throws(Refusal) {
        let endpoint = context.route.endpoint
        guard head.method == "POST" else { throw .methodNotAllowed }
        guard isTakingIn else { throw .shuttingDown }
        // No page from elsewhere can have a browser sign.
        guard !endpoint.isUnsigned || !CrossSiteRequest.isMade(by: head.fields) else { throw .crossSite }
        if let limit = endpoint.rate,
            let wait = rates.wait(at: endpoint.path, for: context.client.ip, limit: limit, now: .now)
        {
            throw .tooManyRequests(wait)
        }
        let request = SignedRequest(fields: head.fields, query: head.query, body: [])
        let sender = context.route.sender
        guard
            endpoint.isUnsigned || !sender.lacksSignature(request)
                || sender.greeting(for: request, isVerified: false) != nil
        else { throw .notGenuine(.signatureMissing) }
    }

    /// Notes a request that the connection itself rejected.
    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {
        let route = table.withLock { $0 }.route(at: path)
        metrics.answered(endpoint: route?.endpoint.path ?? "", status: status, reason: reason)
        log.write(
            .requestRejected(endpoint: path, client: peer.description, status: status, reason: reason))
    }

    /// Notes a connection that never came to a request.
    func dropped(reason: String, from peer: PeerAddress) {
        log.write(.connectionDropped(client: peer.description, reason: reason))
    }

    /// Answers a request that has arrived whole.
    private nonisolated(nonsending) func respond(
        to request: HTTPRequest, in context: RequestContext
    ) async -> HTTPResponse {
        do throws(Refusal) {
            return try await accept(request, in: context)
        } catch {
            return refuse(error, path: request.path, at: context.route, from: context.client)
        }
    }

    private nonisolated(nonsending) func accept(
        _ request: HTTPRequest, in context: RequestContext
    ) async throws(Refusal) -> HTTPResponse {
        let arrived = ContinuousClock.now
        let endpoint = context.route.endpoint
        let signed = SignedRequest(fields: request.fields, query: request.query, body: request.body)
        switch try await read(signed, in: context) {
        case .greeting(let greeting):
            log.write(.greetingAnswered(endpoint: endpoint.path, client: context.client.description))
            return answer(HTTPResponse(greeting), because: "greeting", at: endpoint)
        case .deliveries(let entries, let secret):
            if entries.isEmpty {
                log.write(.greetingAnswered(endpoint: endpoint.path, client: context.client.description))
            }
            if let secret { metrics.signed(by: secret + 1, at: endpoint) }
            let position = endpoint.secrets.count > 1 ? secret.map { $0 + 1 } : nil
            let (receipts, results) = try await take(entries, in: context, secret: position, since: arrived)
            var response = results?.response ?? receipts.response
            // A provider that looks for certain words looks for them in every answer that says "received".
            if response.status < 300 {
                if let text = endpoint.replyText {
                    response = HTTPResponse(replying: text)
                } else if let words = context.route.sender.acknowledgement(of: signed) {
                    response = HTTPResponse(words)
                }
            }
            let reason = entries.isEmpty ? "greeting" : receipts.isNew ? "accepted" : "duplicate"
            return answer(response, because: reason, at: endpoint)
        }
    }

    /// Verifies and parses; long bodies elsewhere, so that other clients do not wait.
    private nonisolated(nonsending) func read(
        _ request: SignedRequest, in context: RequestContext
    ) async throws(Refusal) -> RequestReading {
        let now = clock.now
        let work = { @Sendable () -> Result<RequestReading, Rejection> in
            Result { () throws(Rejection) in try RequestReading(request, in: context, now: now) }
        }
        let result = request.body.count > Self.longestBodyReadInPlace ? await workers.run(work) : work()
        switch result {
        case .success(let reading): return reading
        case .failure(let rejection): throw .notGenuine(rejection)
        }
    }

    private func answer(_ response: HTTPResponse, because reason: String, at endpoint: Endpoint) -> HTTPResponse {
        metrics.answered(endpoint: endpoint.path, status: response.status, reason: reason)
        return response
    }

    private nonisolated(nonsending) func take(
        _ entries: [JournalEntry], in context: RequestContext, secret: Int?, since arrived: ContinuousClock.Instant
    ) async throws(Refusal) -> ([Receipt], RunResults?) {
        // Several events are answered at once. Begun before the runs are there, so that none of their ends is missed.
        let only = entries.count == 1 ? entries.first?.delivery.id : nil
        let changes = only.flatMap { id in context.route.endpoint.replyWait.map { watch.changes(of: id, for: $0) } }
        let outcomes = entries.isEmpty ? [] : try await record(entries)
        var receipts: [Receipt] = []
        for (entry, outcome) in zip(entries, outcomes) {
            receipts.append(try note(outcome, of: entry, in: context, secret: secret))
        }
        if !entries.isEmpty { metrics.acknowledged(after: .now - arrived) }
        guard let changes, let receipt = receipts.first, let runs = receipt.runs, runs > 0 else {
            return (receipts, nil)
        }
        return (receipts, await results(of: receipt.delivery, after: changes))
    }

    private func note(
        _ outcome: RecordOutcome, of entry: JournalEntry, in context: RequestContext, secret: Int?
    ) throws(Refusal) -> Receipt {
        let delivery = entry.delivery
        let client = context.client.description
        switch outcome {
        case .recorded:
            if !entry.runs.isEmpty { recorded() }
            metrics.delivered(
                delivery.event, isNamed: context.route.hooks.names(delivery.event), at: delivery.endpoint)
            log.write(
                .deliveryAccepted(
                    delivery: delivery.id.text, endpoint: delivery.endpoint, event: delivery.event,
                    client: client, bytes: delivery.body.count, runs: entry.runs.count, secret: secret))
            return Receipt(delivery: delivery.id, runs: entry.runs.count)
        case .duplicate(let first):
            log.write(
                .deliveryDuplicate(
                    delivery: first.text, endpoint: delivery.endpoint, event: delivery.event,
                    client: client))
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
                let record = try await journal.delivery(delivery)
                health.works(.reading)
                if let record, let results = RunResults(record) { return results }
            } catch {
                health.failed(error.description, at: .reading)
            }
        }
        return nil
    }

    private nonisolated(nonsending) func record(_ entries: [JournalEntry]) async throws(Refusal) -> [RecordOutcome] {
        guard isTakingIn else { throw .shuttingDown }
        do {
            let outcomes = try await journal.record(entries)
            health.works(.writing)
            return outcomes
        } catch {
            health.failed(error.description, at: .writing)
            throw .journalFailed
        }
    }

    private func refuse(
        _ refusal: Refusal, path: String, at route: Route?, from client: RequestClient
    ) -> HTTPResponse {
        metrics.answered(endpoint: route?.endpoint.path ?? "", status: refusal.status, reason: refusal.reason)
        log.write(
            .requestRejected(
                endpoint: path, client: client.description, status: refusal.status, reason: refusal.reason))
        return refusal.response
    }
}
