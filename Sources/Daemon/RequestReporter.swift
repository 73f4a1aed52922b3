import HTTP
import Journals
import Reporting
import Values

/// Reports requests in the log and in the metrics.
struct RequestReporter: Sendable {
    let log: Log
    let metrics: Metrics

    /// `path` is as the client sent it; `route` is nil if it has no endpoint.
    func rejected(path: String, at route: Route?, client: String, status: Int, reason: String) {
        metrics.answered(endpoint: route?.endpoint.path ?? "", status: status, reason: reason)
        log.write(.requestRejected(endpoint: path, client: client, status: status, reason: reason))
    }

    func dropped(reason: String, from peer: PeerAddress) {
        log.write(.connectionDropped(client: peer.description, reason: reason))
    }

    /// `secret` is the index of the secret, from 0; nil if the endpoint is unsigned.
    func verified(by secret: Int?, in context: RequestContext) {
        if let secret { metrics.signed(by: secret + 1, at: context.route.endpoint) }
    }

    /// Reports what the journal did with a delivery.
    func recorded(_ entry: JournalEntry, _ outcome: RecordOutcome, signedBy secret: Int?, in context: RequestContext) {
        let delivery = entry.delivery
        let client = context.client.description
        switch outcome {
        case .recorded:
            metrics.delivered(
                delivery.event, isNamed: context.route.hooks.names(delivery.event), at: delivery.endpoint)
            // With one secret, its number says nothing.
            let position = context.route.endpoint.secrets.count > 1 ? secret.map { $0 + 1 } : nil
            log.write(
                .deliveryAccepted(
                    delivery: delivery.id.text, endpoint: delivery.endpoint, event: delivery.event,
                    client: client, bytes: delivery.body.count, runs: entry.runs.count, secret: position))
        case .duplicate(let first):
            log.write(
                .deliveryDuplicate(
                    delivery: first.text, endpoint: delivery.endpoint, event: delivery.event,
                    client: client))
        case .noRoom:
            break
        }
    }

    /// - Parameter arrived: when the request was complete.
    func acknowledged(since arrived: ContinuousClock.Instant) {
        metrics.acknowledged(after: .now - arrived)
    }

    func answered(_ answer: Answer, in context: RequestContext) {
        let endpoint = context.route.endpoint.path
        if answer.reason == .handshake {
            log.write(.handshakeAnswered(endpoint: endpoint, client: context.client.description))
        }
        metrics.answered(endpoint: endpoint, status: answer.response.status, reason: answer.reason.rawValue)
    }
}
