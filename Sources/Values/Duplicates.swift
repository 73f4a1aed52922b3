package import Formats

/// How a repeated delivery is handled: the `duplicates` directive.
package enum Duplicates: Sendable, Equatable {
    /// It runs again.
    case keep
    /// It is answered with the first one's id and runs nothing, if that one arrived within this time.
    ///
    /// These fields of the payload identify a delivery. Without any, the provider's id or the whole payload does, together
    /// with the signature if it does not cover the id.
    case drop(within: Duration, by: [FieldPath] = [])
}
