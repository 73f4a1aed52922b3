import Journals
import Signatures
import Values

extension JournalEntry.Fingerprint {
    /// What tells whether a delivery came before: `duplicates`.
    ///
    /// The fields that the configuration names; else the provider's id; where it gives none, equal payloads at one endpoint
    /// are one delivery. Nil where a delivery that came before runs again.
    ///
    /// - Parameters:
    ///   - delivery: as it will be written.
    ///   - event: what it was made of.
    ///   - endpoint: where it arrived.
    init?(of delivery: Delivery, _ event: Event, at endpoint: Endpoint) {
        guard case .drop(let window, let fields) = endpoint.duplicates else { return nil }
        let mark =
            Self.mark(of: event, by: fields) ?? event.id.map { [Array("id".utf8), Array($0.utf8)] } ?? [delivery.body]
        self.init(
            key: Fingerprint.of([Array(endpoint.path.utf8)] + mark), since: delivery.receivedAt - window)
    }

    /// Nil where one of the fields has no value: too many deliveries would be the same.
    private static func mark(of event: Event, by fields: [FieldPath]) -> [[UInt8]]? {
        guard !fields.isEmpty else { return nil }
        var mark = ["by", event.name]
        for field in fields {
            guard let value = field.value(in: event.payload), value != .null else { return nil }
            mark += [field.description, value.text]
        }
        return mark.map { Array($0.utf8) }
    }
}
