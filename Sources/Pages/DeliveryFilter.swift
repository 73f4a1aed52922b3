import Formats
package import Journals
package import Values

/// The deliveries that the list shows: the query of its address.
package struct DeliveryFilter: Sendable, Equatable {
    /// Nil for all events.
    package var event: String?
    /// Nil for all states.
    package var state: DeliveryState?
    /// Only deliveries with a smaller id: the previous page ended here.
    package var before: DeliveryID?

    /// Deliveries on a page.
    package static let pageLength = 50

    /// All deliveries, the newest first.
    package init() {}

    /// Parses the query of the list's form and links; nil if a value is invalid.
    ///
    /// - Parameter query: without `?`; unknown names are ignored.
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

    /// The query for the journal.
    package var query: DeliveryQuery {
        var query = DeliveryQuery()
        query.event = event
        query.state = state
        query.before = before
        query.limit = Self.pageLength
        return query
    }

    /// Whether the filter excludes deliveries.
    var isActive: Bool { event != nil || state != nil }

    /// The address of the list from this delivery on.
    func address(before: DeliveryID?) -> String {
        let fields = [("event", event), ("state", state?.rawValue), ("before", before?.text)].compactMap {
            name, value in
            value.map { "\(name)=\($0.percentEncoded)" }
        }
        return fields.isEmpty ? "/" : "/?\(fields.joined(separator: "&"))"
    }
}
