/// What the daemon does with requests. Called on the event loop's thread: nothing here may block.
package protocol RequestHandler: Sendable {
    /// Decides from the head alone whether the body is wanted.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission

    /// The connection itself has turned a request away.
    ///
    /// - Parameters:
    ///   - path: of the request, if it got that far; else empty.
    ///   - status: what it was answered.
    ///   - reason: a stable name.
    ///   - peer: who sent it.
    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress)

    /// A connection was closed before there was a request to answer.
    ///
    /// - Parameters:
    ///   - reason: what the client did.
    ///   - peer: who it was.
    func dropped(reason: String, from peer: PeerAddress)
}

/// Whether a request's body is read.
package enum Admission: Sendable {
    /// It is answered at once, and its body is not read.
    case reject(HTTPResponse)
    /// It is read, if it is no longer than this; the whole request is then answered by `respond`, which knows what was
    /// found out about its head.
    case accept(maximumBodyBytes: Int, respond: Responder)
}

/// Answers a request that has arrived whole. Runs on the event loop until it first waits for something.
package typealias Responder = nonisolated(nonsending) @Sendable (HTTPRequest) async -> HTTPResponse
