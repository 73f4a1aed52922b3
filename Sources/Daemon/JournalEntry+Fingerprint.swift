import Formats
import Journals
import Signatures
import Values

extension JournalEntry.Fingerprint {
    /// What tells whether a delivery came before: `duplicates`.
    ///
    /// The fields that the configuration names; else the provider's id; where there is no id, equal payloads at one endpoint
    /// are one delivery. Where the signature does not cover the id, equal signed bytes are one delivery, too: with a new id,
    /// a recorded request would run again. Nil where a delivery that came before runs again.
    ///
    /// - Parameters:
    ///   - delivery: as it will be written.
    ///   - event: what it was made of.
    ///   - endpoint: where it arrived.
    init?(of delivery: Delivery, _ event: Event, at endpoint: Endpoint) {
        guard case .drop(let window, let fields) = endpoint.duplicates else { return nil }
        let since = delivery.receivedAt - window
        func key(_ mark: [[UInt8]]) -> [UInt8] { Fingerprint.of([Array(endpoint.path.utf8)] + mark) }
        if let mark = Self.mark(of: event, by: fields) {
            self.init(key: key(mark), since: since)
        } else {
            let mark = event.id.map { [Array("id".utf8), Array($0.utf8)] } ?? [delivery.body]
            let signature = event.signatureMark.map { key([Array("signature".utf8), $0]) }
            self.init(key: key(mark), signature: signature, since: since)
        }
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
