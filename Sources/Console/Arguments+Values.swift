import Formats
import Settings
import Values

extension Arguments {
    /// At least one.
    func deliveryIDs() throws(Failure) -> [DeliveryID] {
        guard !operands.isEmpty else { throw Failure(.usage, "missing ID; see 'hookrunner list'") }
        var ids: [DeliveryID] = []
        for typed in operands {
            guard let id = DeliveryID(typed) else {
                throw Failure(.usage, "invalid delivery ID '\(typed.escaped)'; see 'hookrunner list'")
            }
            ids.append(id)
        }
        return ids
    }
}

extension String? {
    /// The time that an option names: a duration before now, or an RFC 3339 time. Nil without the option.
    func moment(before now: Timestamp) throws(Failure) -> Timestamp? {
        guard let self else { return nil }
        if let span = Duration(word: self) { return now - span }
        if let moment = Timestamp(rfc3339: self) { return moment }
        throw Failure(.usage, "expected a time such as '30m' or '2026-11-23T20:00:00Z', got '\(self.escaped)'")
    }
}
