extension Duration {
    /// Reads a duration as a configuration has it, such as `30s` or `7d`.
    package init?(word: String) {
        guard let duration = try? Quantity.duration(word) else { return nil }
        self = duration
    }
}
