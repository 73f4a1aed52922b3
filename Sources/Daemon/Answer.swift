import HTTP
import Journals
import Signatures
import Values

/// The answer to a request that was not rejected. Pure.
struct Answer {
    /// The label `reason` of the metric of requests.
    enum Reason: String {
        /// The request had no event to record.
        case handshake
        /// At least one delivery is new.
        case accepted
        /// All deliveries are duplicates.
        case duplicate
    }

    let response: HTTPResponse
    let reason: Reason

    init(_ reply: FixedReply) {
        response = HTTPResponse(reply)
        reason = .handshake
    }

    /// - Parameters:
    ///   - receipts: one per event; none if the array of `each` was empty.
    ///   - results: of the runs, if `reply wait` has waited for all of them.
    ///   - request: may contain the words that its provider expects back.
    ///   - route: the endpoint, with its `reply`.
    init(_ receipts: [Receipt], _ results: RunResults?, to request: SignedRequest, at route: Route) {
        let response = results?.response ?? receipts.response
        // A provider that expects certain words expects them in every answer that means "received".
        let isReceived = response.status < 300
        self.response = (isReceived ? Self.expectedResponse(to: request, at: route) : nil) ?? response
        reason = receipts.isEmpty ? .handshake : receipts.isNew ? .accepted : .duplicate
    }

    /// The text of `reply`, or else the words of the provider's documentation.
    private static func expectedResponse(to request: SignedRequest, at route: Route) -> HTTPResponse? {
        if let text = route.endpoint.replyText { return HTTPResponse(replying: text) }
        return route.sender.acknowledgement(of: request).map { HTTPResponse($0) }
    }
}
