import Values

/// Reads the events of an `on` directive.
struct EventList {
    let context: ParseContext
    let provider: ProviderName?

    /// Takes the events from the front of the arguments.
    func read(_ arguments: inout Arguments) -> [EventPattern] {
        var patterns: [EventPattern] = []
        for word in arguments.list(of: "an event") {
            guard let pattern = pattern(word, &arguments) else { continue }
            if patterns.contains(pattern) {
                context.findings.warning("duplicate event \(word.shown)", at: word.span)
            } else {
                patterns.append(pattern)
            }
        }
        return patterns
    }

    private func pattern(_ word: Token, _ arguments: inout Arguments) -> EventPattern? {
        guard !word.isUnquoted("{") else {
            arguments.fail("'{' opens a block only as the last word of a line", at: word.span)
            return nil
        }
        guard !word.text.isEmpty, !word.text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            arguments.fail("invalid event name \(word.shown)", at: word.span)
            return nil
        }
        guard !word.text.dropLast().contains("*") else {
            arguments.fail(
                "'*' is only valid at the end of an event", at: word.span,
                help: "'sign*' is every event that begins with 'sign', '*' is every event")
            return nil
        }
        let pattern = EventPattern(word.text)
        checkSpelling(of: pattern, word)
        return pattern
    }

    private func checkSpelling(of pattern: EventPattern, _ word: Token) {
        // A missing event is reported by the caller: `run` is in its place.
        guard let provider, pattern != .name("run") else { return }
        let documented = provider.documentedEvents
        guard !documented.isEmpty, !documented.contains(where: pattern.matches) else { return }
        context.findings.warning(
            "\(provider.rawValue) documents no event \(word.shown)", at: word.span,
            help: Suggestion.help(for: word.text, among: documented)
                ?? "the hook still runs if such an event arrives")
    }
}
