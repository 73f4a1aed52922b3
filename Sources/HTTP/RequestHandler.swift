/// Handles requests for the daemon. Called on the event loop's thread: it must not block.
package protocol RequestHandler: Sendable {
    /// Decides from the head alone whether the body is read.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission

    /// The connection itself has rejected a request.
    ///
    /// - Parameters:
    ///   - path: of the request; empty if its head was not parsed.
    ///   - status: the status of the answer.
    ///   - reason: a stable name.
    ///   - peer: the client.
    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress)

    /// A connection was closed before there was a request to answer.
    ///
    /// - Parameters:
    ///   - reason: a stable name.
    ///   - peer: the client.
    func dropped(reason: String, from peer: PeerAddress)
}

/// Whether a request's body is read.
package enum Admission: Sendable {
    /// Answer at once, without reading the body.
    case reject(HTTPResponse)
    /// Read a body up to this length. `respond` then answers the request; it knows what `admit` learned from the head.
    case accept(maximumBodyBytes: Int, respond: Responder)
}

/// Answers a complete request. Runs on the event loop up to its first suspension.
package typealias Responder = nonisolated(nonsending) @Sendable (HTTPRequest) async -> HTTPResponse
