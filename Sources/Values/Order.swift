package import Formats

/// Which runs of a hook may be under way together: the `order` directive.
package enum Order: Sendable, Equatable {
    /// All of them.
    case parallel
    /// One after the other, in the order in which they came; with a field, one after the other for each of its values.
    case serial(by: FieldPath?)
    /// As serial, and a new run cancels the one that still waits.
    case latest(by: FieldPath?)

    /// The runs that wait for each other: those with the same lane of one hook.
    ///
    /// - Parameter payload: the payload of the delivery.
    /// - Returns: the field's value, the empty text without a field or where the payload lacks it; nil for `parallel`.
    package func lane(for payload: JSONValue) -> String? {
        switch self {
        case .parallel: nil
        case .serial(let field), .latest(let field): field.flatMap { $0.value(in: payload) }?.laneText ?? ""
        }
    }
}

extension JSONValue {
    fileprivate var laneText: String { scalar ?? text }
}

extension Order: CustomStringConvertible {
    /// As it stands in a configuration: `serial by .documentId`.
    package var description: String {
        switch self {
        case .parallel: "parallel"
        case .serial(let field): "serial" + (field.map { " by \($0)" } ?? "")
        case .latest(let field): "latest" + (field.map { " by \($0)" } ?? "")
        }
    }
}
