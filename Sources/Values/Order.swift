package import Formats

/// Which runs of a hook may run concurrently: the `order` directive.
package enum Order: Sendable, Equatable {
    /// All of them.
    case parallel
    /// One after the other, in the order of arrival; with a field, for each of its values.
    case serial(by: FieldPath?)
    /// Like `serial`, and a new run cancels the pending one.
    case latest(by: FieldPath?)

    /// The lane of a run: runs of a hook with the same lane wait for each other.
    ///
    /// It is the field's value, empty without a field or where the payload lacks it, and nil for `parallel`.
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
    /// As in a configuration: `serial by .documentId`.
    package var description: String {
        switch self {
        case .parallel: "parallel"
        case .serial(let field): "serial" + (field.map { " by \($0)" } ?? "")
        case .latest(let field): "latest" + (field.map { " by \($0)" } ?? "")
        }
    }
}
