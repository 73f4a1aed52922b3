import Formats
import Journals
import Signatures
import Values

/// What a whole request comes to: verified, parsed, and the runs that it starts. Pure.
///
/// Everything whose cost grows with the body is done here, so that it can be done away from the event loop.
enum RequestReading: Sendable {
    /// Deliveries for the journal, signed with the secret at this position; nil where no signature is asked for.
    case deliveries([JournalEntry], secret: Int?)
    /// It tells of nothing, and wants this answer.
    case greeting(Greeting)

    /// Verifies and parses a request.
    ///
    /// - Parameters:
    ///   - request: header, query and body.
    ///   - context: what its head has told.
    ///   - now: the time of day.
    /// - Throws: the reason why it is rejected.
    init(_ request: SignedRequest, in context: RequestContext, now: Timestamp) throws(Rejection) {
        switch try Arrival(request, at: context.route.endpoint, now: now) {
        case .greeting(let greeting): self = .greeting(greeting)
        case .events(let events, let secret):
            self = .deliveries(
                events.map { Self.entry(for: $0, body: request.body, in: context, now: now) }, secret: secret)
        }
    }

    private static func entry(
        for event: Event, body: [UInt8], in context: RequestContext, now: Timestamp
    ) -> JournalEntry {
        let endpoint = context.route.endpoint
        var generator = SystemRandomNumberGenerator()
        let delivery = Delivery(
            id: DeliveryID(at: now, using: &generator), endpoint: endpoint.path, provider: endpoint.provider.rawValue,
            event: event.name, body: event.body ?? body, receivedAt: now,
            client: context.client.ip?.description)
        let runs = context.route.hooks.hooks(for: event.name, event.payload).map { hook in
            JournalEntry.Run(
                hook: hook.name, lane: hook.order.lane(for: event.payload),
                cancelsWaiting: hook.order.cancelsWaiting)
        }
        return JournalEntry(
            delivery: delivery, runs: runs, fingerprint: JournalEntry.Fingerprint(of: delivery, event, at: endpoint),
            room: JournalEntry.Room(
                overall: context.table.configuration.maximumPending, endpoint: endpoint.maximumPending))
    }
}

extension Order {
    /// Whether a new run takes the place of those that wait.
    fileprivate var cancelsWaiting: Bool {
        if case .latest = self { true } else { false }
    }
}
