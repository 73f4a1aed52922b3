import Formats
import HTTP
import Journals
import Reporting
import Scheduling
import Signatures
import Synchronization
import Values

/// Accepts deliveries: request → reading → outcomes of the journal → answer.
///
/// HTTP, signatures and journal meet here only. A request is verified before it reaches the journal, and on disk before
/// it is acknowledged.
final class Intake: RequestHandler {
    private let table: Mutex<RoutingTable>
    private let journal: any DeliveryRecording & DeliveryLookup
    private let recorded: @Sendable () -> Void
    private let report: RequestReporter
    private let health: JournalHealth
    private let watch: DeliveryWatch
    private let clock: WallClock
    private let isClosed = Atomic<Bool>(false)
    private let rates = RateLimiter()
    private let workers: BodyWorkers

    /// In bytes. Longer bodies are read by `workers`, not by the event loop. In the worst case, nested arrays, a body
    /// of this length takes 1.5 ms, and one of 1 MiB 95 ms. A switch to another thread and back takes about 5 µs.
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
        report = RequestReporter(log: log, metrics: metrics)
        self.health = health
        self.watch = watch
        self.clock = clock
        self.workers = workers
    }

    /// Applies to requests whose head has not arrived yet.
    func use(_ configuration: Configuration) {
        let new = RoutingTable(configuration)
        table.withLock { $0 = new }
    }

    var isAccepting: Bool { !isClosed.load(ordering: .acquiring) }

    /// From now on, requests on open connections are answered 503.
    func close() {
        isClosed.store(true, ordering: .releasing)
        watch.close()
    }

    /// Rejects a request before its body is read, if its head shows that it cannot succeed.
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

    /// The sender, as trusted proxies name it.
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
        guard isAccepting else { throw .shuttingDown }
        // A browser cannot sign for a page of another site.
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
                || sender.handshake(for: request, isVerified: false) != nil
        else { throw .notGenuine(.signatureMissing) }
    }

    /// A request that the connection itself rejected.
    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {
        let route = table.withLock { $0 }.route(at: path)
        report.rejected(path: path, at: route, client: peer.description, status: status, reason: reason)
    }

    /// A connection that was closed before it had a request.
    func dropped(reason: String, from peer: PeerAddress) {
        report.dropped(reason: reason, from: peer)
    }

    /// Answers a complete request.
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
        let signed = SignedRequest(fields: request.fields, query: request.query, body: request.body)
        let answer: Answer
        switch try await read(signed, in: context) {
        case .handshake(let reply):
            answer = Answer(reply)
        case .deliveries(let entries, let secret):
            report.verified(by: secret, in: context)
            // Before the runs exist, so that it misses none of their ends.
            let changes = changes(of: entries, at: context.route.endpoint)
            let receipts = try await receipts(for: entries, signedBy: secret, in: context)
            if !entries.isEmpty { report.acknowledged(since: arrived) }
            answer = Answer(receipts, await results(of: receipts, after: changes), to: signed, at: context.route)
        }
        report.answered(answer, in: context)
        return answer.response
    }

    /// Verifies and parses. `workers` read long bodies, so that other clients do not wait.
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

    /// Records the deliveries; they are on disk when it returns.
    private nonisolated(nonsending) func receipts(
        for entries: [JournalEntry], signedBy secret: Int?, in context: RequestContext
    ) async throws(Refusal) -> [Receipt] {
        let outcomes = entries.isEmpty ? [] : try await record(entries)
        if zip(entries, outcomes).contains(where: { !$0.runs.isEmpty && $1 == .recorded }) { recorded() }
        var receipts: [Receipt] = []
        for (entry, outcome) in zip(entries, outcomes) {
            guard let receipt = Receipt(outcome, of: entry) else { throw .tooManyPending }
            report.recorded(entry, outcome, signedBy: secret, in: context)
            receipts.append(receipt)
        }
        return receipts
    }

    /// The changes to wait for with `reply wait`; nil for several events, which are answered at once.
    private func changes(of entries: [JournalEntry], at endpoint: Endpoint) -> AsyncStream<Void>? {
        guard let wait = endpoint.replyWait, let entry = entries.first, entries.count == 1 else { return nil }
        return watch.changes(of: entry.delivery.id, for: wait)
    }

    /// The results of the runs; nil if there are none, or if they take longer than `reply wait` allows.
    private nonisolated(nonsending) func results(
        of receipts: [Receipt], after changes: AsyncStream<Void>?
    ) async -> RunResults? {
        guard let changes, let receipt = receipts.first, let runs = receipt.runs, runs > 0 else { return nil }
        for await _ in changes {
            do {
                let record = try await journal.delivery(receipt.delivery)
                health.works(.reading)
                if let record, let results = RunResults(record) { return results }
            } catch {
                health.failed(error.description, at: .reading)
            }
        }
        return nil
    }

    private nonisolated(nonsending) func record(_ entries: [JournalEntry]) async throws(Refusal) -> [RecordOutcome] {
        guard isAccepting else { throw .shuttingDown }
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
        report.rejected(
            path: path, at: route, client: client.description, status: refusal.status, reason: refusal.reason)
        return refusal.response
    }
}
