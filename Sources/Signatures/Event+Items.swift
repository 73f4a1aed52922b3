import Formats
import Values

extension Event {
    /// An event for each item of an array in the payload; nil if there is no array.
    ///
    /// An item is told by the whole payload and its place, not by what stands in it alone: what it says now it may say
    /// again tomorrow.
    ///
    /// - Parameter field: where the array stands.
    /// - Returns: events of the same name, each with an id.
    /// - Throws: `tooManyEvents`, before any event is made: half a million of them would take half a second.
    func items(at field: FieldPath) throws(Rejection) -> [Event]? {
        guard case .array(let items)? = field.value(in: payload) else { return nil }
        guard items.count <= Self.mostInRequest else { throw .tooManyEvents }
        let mark = id ?? Fingerprint.of([body ?? payload.bytes]).hexadecimal
        return items.enumerated().map { position, item in
            Event(name: name, payload: item, id: "\(mark) \(position)", body: item.bytes)
        }
    }
}
