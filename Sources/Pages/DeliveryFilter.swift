import Formats
package import Journals
package import Values

/// Which deliveries the list shows: what stands behind `?` in its address.
package struct DeliveryFilter: Sendable, Equatable {
    /// Only those of this event; nil for all.
    package var event: String?
    /// Only those in this state; nil for all.
    package var state: DeliveryState?
    /// Only those with a smaller id: where the page before this one has ended.
    package var before: DeliveryID?

    /// How many are shown at once.
    package static let pageLength = 50

    /// All deliveries, from the newest on.
    package init() {}

    /// Reads an address, as a form or a link of the list makes it; nil if it asks for what there cannot be.
    ///
    /// - Parameter query: what stands behind `?`; other names than those of the list are passed over.
    package init?(query: String?) {
        for field in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let halves = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.formText(halves[0]),
                let value = PercentEncoding.formText(halves.count > 1 ? halves[1] : "".utf8[...])
            else { return nil }
            guard !value.isEmpty else { continue }
            if name.hasBytes(of: "event") {
                event = value
            } else if name.hasBytes(of: "state") {
                guard let state = DeliveryState.allCases.first(where: { $0.rawValue.hasBytes(of: value) }) else {
                    return nil
                }
                self.state = state
            } else if name.hasBytes(of: "before") {
                guard let before = DeliveryID(value) else { return nil }
                self.before = before
            }
        }
    }

    /// What to ask the journal for.
    package var query: DeliveryQuery {
        var query = DeliveryQuery()
        query.event = event
        query.state = state
        query.before = before
        query.limit = Self.pageLength
        return query
    }

    /// Whether anything is left out.
    var isActive: Bool { event != nil || state != nil }

    /// The address of the list from there on.
    func address(before: DeliveryID?) -> String {
        let fields = [("event", event), ("state", state?.rawValue), ("before", before?.text)].compactMap {
            name, value in
            value.map { "\(name)=\($0.percentEncoded)" }
        }
        return fields.isEmpty ? "/" : "/?\(fields.joined(separator: "&"))"
    }
}
