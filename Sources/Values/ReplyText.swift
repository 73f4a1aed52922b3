import Formats

/// The words of `reply`, and what they are.
package struct ReplyText: Sendable, Equatable {
    /// As it is sent.
    package let text: String
    /// Whether it is a JSON object or array, so that it is sent as such.
    package let isJSON: Bool

    /// Looks at the words once, so that no answer has to.
    package init(_ text: String) {
        self.text = text
        isJSON =
            switch try? JSONReader.value(in: Array(text.utf8)) {
            case .object?, .array?: true
            default: false
            }
    }
}
