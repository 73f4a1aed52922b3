import Formats
import Journals
import Signatures
import Values

/// A complete request, verified and parsed, and the runs that it starts.
///
/// All work whose cost grows with the body is done here, so that another thread than the event loop's can do it.
enum RequestReading: Sendable {
    /// Deliveries for the journal, and the index of the secret that signed them; nil if the endpoint is unsigned.
    case deliveries([JournalEntry], secret: Int?)
    /// It contains no event, and expects this answer.
    case handshake(FixedReply)

    init(_ request: SignedRequest, in context: RequestContext, now: Timestamp) throws(Rejection) {
        switch try VerifiedRequest(request, at: context.route.endpoint, now: now) {
        case .handshake(let reply): self = .handshake(reply)
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
            client: context.client.address)
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
    /// Whether a new run replaces the pending ones.
    fileprivate var cancelsWaiting: Bool {
        if case .latest = self { true } else { false }
    }
}
