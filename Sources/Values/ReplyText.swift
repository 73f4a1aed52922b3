import Formats

/// The text of `reply`.
package struct ReplyText: Sendable, Equatable {
    package let text: String
    /// Whether it is a JSON object or array, which decides the content type.
    package let isJSON: Bool

    package init(_ text: String) {
        self.text = text
        isJSON =
            switch try? JSONReader.value(in: Array(text.utf8)) {
            case .object?, .array?: true
            default: false
            }
    }
}
