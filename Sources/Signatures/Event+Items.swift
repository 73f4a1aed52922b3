import Values

extension Event {
    /// Refuses events with more items than a request may tell of, before anything is made of them.
    static func checkItems(of events: [Event], at field: FieldPath) throws(Rejection) {
        for event in events {
            if case .array(let items)? = field.value(in: event.payload), items.count > most { throw .tooManyEvents }
        }
    }

    /// An event for each item of an array in the payload; nil if there is no array.
    ///
    /// An item is told by the whole payload and its place, not by what stands in it alone: what it says now it may say
    /// again tomorrow.
    ///
    /// - Parameter field: where the array stands.
    /// - Returns: events of the same name, each with an id.
    func items(at field: FieldPath) -> [Event]? {
        guard case .array(let items)? = field.value(in: payload) else { return nil }
        let mark = id ?? Fingerprint.of([body ?? payload.bytes]).hexadecimal
        return items.enumerated().map { position, item in
            Event(name: name, payload: item, id: "\(mark) \(position)", body: item.bytes)
        }
    }
}
