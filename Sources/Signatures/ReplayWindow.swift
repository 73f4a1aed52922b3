package import Values

/// How far the signed time of a request may be from now, into the past and into the future: a request that somebody has
/// recorded cannot be sent again later.
package struct ReplayWindow: Sendable, Equatable {
    /// The distance that is allowed.
    package let duration: Duration

    /// The window of an endpoint: its own, or that of its provider's documentation; nil where neither says one.
    package init?(of endpoint: Endpoint) {
        guard let duration = endpoint.replayWindow ?? endpoint.sender.defaultReplayWindow else { return nil }
        self.duration = duration
    }

    /// Checks a time.
    ///
    /// - Parameters:
    ///   - time: when the request was signed; nil if nobody knows.
    ///   - now: the time of day.
    /// - Throws: that there is none, or that it is too far away.
    package func check(_ time: Timestamp?, at now: Timestamp) throws(Rejection) {
        guard let time else { throw .timestampMissing }
        guard (now - duration...now + duration).contains(time) else { throw .timestampOutside }
    }
}
