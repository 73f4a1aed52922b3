import Journals
import Values

/// A state as people see it: a sign, a word and a colour, so that none of them stands alone.
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

    /// The sign and the word.
    var html: HTML {
        "<span class=\"state \(name)\"><span class=\"sign\" aria-hidden=\"true\">\(sign)</span>\(name)</span>"
    }

    /// The sign before what is in this state; the word is only heard.
    func html(before text: String) -> HTML {
        """
        <span class="run"><span class="sign \(name)" aria-hidden="true">\(sign)</span>\(text)<span class="heard"> \
        (\(name))</span></span>
        """
    }
}
