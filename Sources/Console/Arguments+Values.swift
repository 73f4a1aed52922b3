import Formats
import Settings
import Values

extension Arguments {
    /// The operands as ids of deliveries; at least one.
    func deliveryIDs() throws(Failure) -> [DeliveryID] {
        guard !operands.isEmpty else { throw Failure(.usage, "missing ID; 'hookrunner list' shows them") }
        var ids: [DeliveryID] = []
        for typed in operands {
            guard let id = DeliveryID(typed) else {
                throw Failure(.usage, "'\(typed.escaped)' is no delivery id; 'hookrunner list' shows them")
            }
            ids.append(id)
        }
        return ids
    }
}

extension String? {
    /// The moment that an option names: a span before now, or an RFC 3339 time; nil if it was not given.
    func moment(before now: Timestamp) throws(Failure) -> Timestamp? {
        guard let self else { return nil }
        if let span = Duration(word: self) { return now - span }
        if let moment = Timestamp(rfc3339: self) { return moment }
        throw Failure(.usage, "expected a time such as '30m' or '2026-11-23T20:00:00Z', got '\(self.escaped)'")
    }
}
