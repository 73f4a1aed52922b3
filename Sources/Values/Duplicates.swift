package import Formats

/// What becomes of a delivery that came before: the `duplicates` directive.
package enum Duplicates: Sendable, Equatable {
    /// It runs again.
    case keep
    /// It is answered with the first one's id and runs nothing, if that one came no longer ago than this. What is the same
    /// is told by these fields of the payload; without any, by the provider's id or the whole payload, and by the signature
    /// where it does not cover the id.
    case drop(within: Duration, by: [FieldPath] = [])
}
