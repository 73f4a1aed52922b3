package import Values

/// Longest distance of a request's signed time from now, into the past and the future. It keeps recorded requests from
/// being replayed later.
package struct ReplayWindow: Sendable, Equatable {
    package let duration: Duration

    /// The endpoint's own window, or its provider's documented one; nil without either.
    package init?(of endpoint: Endpoint) {
        guard let duration = endpoint.replayWindow ?? endpoint.sender.defaultReplayWindow else { return nil }
        self.duration = duration
    }

    /// Checks a signed time.
    ///
    /// - Parameters:
    ///   - time: when the request was signed; nil if unknown.
    ///   - now: the time of day.
    /// - Throws: `timestampMissing` or `timestampOutside`.
    package func check(_ time: Timestamp?, at now: Timestamp) throws(Rejection) {
        guard let time else { throw .timestampMissing }
        guard (now - duration...now + duration).contains(time) else { throw .timestampOutside }
    }
}
