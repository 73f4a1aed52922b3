import Journals
import Values

/// A state as a sign, a word and a colour: none of them alone carries the meaning.
struct StateMark {
    private let name: String

    init(_ state: DeliveryState) { name = state.rawValue }
    init(_ state: RunState) { name = state.rawValue }

    private var sign: String {
        switch name {
        case "succeeded": "✓"
        case "failed": "✕"
        case "running": "▸"
        case "pending": "○"
        case "cancelled": "–"
        default: "·"
        }
    }

    var html: HTML {
        "<span class=\"state \(name)\"><span class=\"sign\" aria-hidden=\"true\">\(sign)</span>\(name)</span>"
    }

    /// The sign before a text; the word is for screen readers only.
    func html(before text: String) -> HTML {
        """
        <span class="run"><span class="sign \(name)" aria-hidden="true">\(sign)</span>\(text)<span class="heard"> \
        (\(name))</span></span>
        """
    }
}
