import Formats

/// A moment of the wall clock, as the journal stores it and people read it.
///
/// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since the epoch.
    package let milliseconds: Int64

    /// Makes a moment from milliseconds since the epoch.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Earlier moments come first.
    package static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment `wait` later; fractions of a millisecond are cut.
    package static func + (moment: Self, wait: Duration) -> Self {
        Self(milliseconds: moment.milliseconds + wait.milliseconds)
    }

    /// The moment `wait` earlier.
    package static func - (moment: Self, wait: Duration) -> Self {
        Self(milliseconds: moment.milliseconds - wait.milliseconds)
    }

    /// How long after `earlier` this moment is; negative if it is before.
    package static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-11-23T20:54:01.250Z`.
    package var rfc3339: String { RFC3339.text(milliseconds: milliseconds) }

    /// Reads RFC 3339 (`2024-06-01T13:10:10.500Z`, `…+02:00`); nil if the text is anything else.
    package init?(rfc3339 text: String) {
        guard let milliseconds = RFC3339.milliseconds(in: text) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
