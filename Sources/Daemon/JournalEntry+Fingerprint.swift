import Formats
import Journals
import Signatures
import Values

extension JournalEntry.Fingerprint {
    /// Identifies duplicates (directive `duplicates`); nil if the endpoint runs them.
    ///
    /// Deliveries are duplicates if the configured fields are equal; without such fields, if the provider's ids are
    /// equal; without an id, if the payloads at an endpoint are equal. If the signature does not cover the id, equal
    /// signed bytes are duplicates, too: otherwise a recorded request with a new id would run again.
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

    /// Nil if one of the fields has no value: too many deliveries would count as duplicates.
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
