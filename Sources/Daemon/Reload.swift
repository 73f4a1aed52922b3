public import Values

/// What reading the configuration anew came to.
public enum Reload: Sendable {
    /// It is complete; the texts are its warnings.
    case accepted(Configuration, warnings: [String])
    /// It has mistakes; the old one stays.
    case refused(mistakes: [String])
}

extension Configuration {
    /// The directives that differ, and that only a start can change.
    func settingsFixedAtStart(comparedWith old: Configuration) -> [String] {
        (listeners == old.listeners ? [] : ["listen"]) + (journal == old.journal ? [] : ["journal"])
    }
}
