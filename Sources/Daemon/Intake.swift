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
    private let clock: WallClock
    private let isClosed = Atomic<Bool>(false)

    /// `recorded` is called when runs have been recorded.
    init(
        _ configuration: Configuration, journal: any Journal, log: Log, health: JournalHealth, watch: DeliveryWatch,
        clock: WallClock, recorded: @escaping @Sendable () -> Void
    ) {
        self.configuration = Mutex(configuration)
        self.journal = journal
        self.recorded = recorded
        self.log = log
        self.health = health
        self.watch = watch
        self.clock = clock
    }

    /// Goes by this configuration from the next request on.
    func use(_ configuration: Configuration) {
        self.configuration.withLock { $0 = configuration }
    }

    /// Takes nothing in any more: requests that come on open connections are answered 503.
    func close() {
        isClosed.store(true, ordering: .releasing)
        watch.close()
    }

    /// Turns a request away before its body is read, where its head alone shows that it cannot succeed.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        let refusal: Refusal
        if let endpoint = endpoint(at: head.path) {
            let fields = endpoint.isUnsigned ? [] : endpoint.provider.provider.signatureFields
            if head.method != "POST" {
                refusal = .methodNotAllowed
            } else if isClosed.load(ordering: .acquiring) {
                refusal = .shuttingDown
            } else if let missing = fields.first(where: { head.fields[all: $0].isEmpty }), !missing.isEmpty {
                refusal = .notGenuine(.signatureMissing)
            } else {
                return .accept(maximumBodyBytes: endpoint.maximumBodyBytes)
            }
        } else {
            refusal = .unknownPath
        }
        return .reject(answer(refusal, path: head.path, from: peer))
    }

    /// Answers a request that has arrived whole.
    nonisolated(nonsending) func respond(to request: HTTPRequest, from peer: PeerAddress) async -> HTTPResponse {
        do {
            return try await accept(request, from: peer)
        } catch {
            return answer(error, path: request.path, from: peer)
        }
    }

    /// Notes a request that the connection itself turned away.
    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {
        log.write(
            .requestRejected(endpoint: path, client: peer.description, status: status, reason: reason))
    }

    private nonisolated(nonsending) func accept(
        _ request: HTTPRequest, from peer: PeerAddress
    ) async throws(Refusal) -> HTTPResponse {
        guard let endpoint = endpoint(at: request.path) else { throw .unknownPath }
        let event = try verifiedEvent(in: request, at: endpoint)
        let entry = entry(for: event, body: request.body, at: endpoint)
        // Begun before the runs are there, so that none of their ends is missed.
        let changes = endpoint.replyWait.map { watch.changes(of: entry.delivery.id, for: $0) }
        switch try await record(entry) {
        case .recorded:
            if !entry.runs.isEmpty { recorded() }
            log.write(
                .deliveryAccepted(
                    delivery: entry.delivery.id.text, endpoint: endpoint.path, event: event.name,
                    client: peer.description, bytes: request.body.count, runs: entry.runs.count))
            if let changes, !entry.runs.isEmpty, let results = await results(of: entry.delivery.id, after: changes) {
                return results.response
            }
            return .json(
                202, [.init("id", .string(entry.delivery.id.text)), .init("runs", .integer(entry.runs.count))])
        case .duplicate(let first):
            log.write(
                .deliveryDuplicate(
                    delivery: first.text, endpoint: endpoint.path, event: event.name, client: peer.description))
            return .json(200, [.init("id", .string(first.text)), .init("duplicate", .bool(true))])
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

    private func verifiedEvent(in request: HTTPRequest, at endpoint: Endpoint) throws(Refusal) -> Event {
        let signed = SignedRequest(fields: request.fields, body: request.body)
        let provider = endpoint.provider.provider
        do {
            if !endpoint.isUnsigned { _ = try provider.signer(of: signed, among: endpoint.secrets) }
            return try provider.event(in: signed)
        } catch {
            throw .notGenuine(error)
        }
    }

    private func entry(for event: Event, body: [UInt8], at endpoint: Endpoint) -> JournalEntry {
        let now = clock.now
        var generator = SystemRandomNumberGenerator()
        let delivery = Delivery(
            id: DeliveryID(at: now, using: &generator), endpoint: endpoint.path, provider: endpoint.provider.rawValue,
            event: event.name, body: body, receivedAt: now)
        let runs = endpoint.hooks.filter { $0.wants(event.name) }.map { hook in
            JournalEntry.Run(
                hook: hook.name, lane: hook.order.lane(for: event.payload),
                cancelsWaiting: hook.order.cancelsWaiting)
        }
        let overall = configuration.withLock { $0.maximumPending }
        return JournalEntry(
            delivery: delivery, runs: runs, fingerprint: fingerprint(of: delivery, at: endpoint),
            room: JournalEntry.Room(overall: overall, endpoint: endpoint.maximumPending))
    }

    /// Circularo gives a delivery no id, so equal bodies at one endpoint are one delivery.
    private func fingerprint(of delivery: Delivery, at endpoint: Endpoint) -> JournalEntry.Fingerprint? {
        guard case .drop(let window) = endpoint.duplicates else { return nil }
        return JournalEntry.Fingerprint(
            key: Fingerprint.of([Array(endpoint.path.utf8), delivery.body]), since: delivery.receivedAt - window)
    }

    private nonisolated(nonsending) func record(_ entry: JournalEntry) async throws(Refusal) -> RecordOutcome {
        guard !isClosed.load(ordering: .acquiring) else { throw .shuttingDown }
        do {
            let outcome = try await journal.record(entry)
            health.works()
            return outcome
        } catch {
            health.failed(error.description)
            throw .journalFailed
        }
    }

    private func answer(_ refusal: Refusal, path: String, from peer: PeerAddress) -> HTTPResponse {
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
