import Formats

/// A moment of the wall clock: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
package struct Timestamp: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Truncates fractions of a millisecond.
    package static func + (moment: Self, wait: Duration) -> Self {
        Self(milliseconds: moment.milliseconds + wait.milliseconds)
    }

    package static func - (moment: Self, wait: Duration) -> Self {
        Self(milliseconds: moment.milliseconds - wait.milliseconds)
    }

    package static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-11-23T20:54:01.250Z`.
    package var rfc3339: String { RFC3339.text(milliseconds: milliseconds) }

    /// Reads RFC 3339 (`2024-06-01T13:10:10.500Z`, `…+02:00`); nil for any other text.
    package init?(rfc3339 text: String) {
        guard let milliseconds = RFC3339.milliseconds(in: text) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
