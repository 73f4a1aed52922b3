import Formats
import Values

extension Event {
    /// An event for each item of an array in the payload; nil if there is no array.
    ///
    /// An item's id comes from the whole payload and its position, not from its content: a later request may repeat the
    /// content.
    ///
    /// - Parameter field: the path of the array.
    /// - Returns: events of the same name, each with an id.
    /// - Throws: `tooManyEvents`, before creating any event: half a million of them would take half a second.
    func items(at field: FieldPath) throws(Rejection) -> [Event]? {
        guard case .array(let items)? = field.value(in: payload) else { return nil }
        guard items.count <= Self.mostInRequest else { throw .tooManyEvents }
        let mark = id ?? Fingerprint.of([body ?? payload.bytes]).hexadecimal
        return items.enumerated().map { position, item in
            Event(name: name, payload: item, id: "\(mark) \(position)", body: item.bytes)
        }
    }
}
