extension String {
    /// Whether the text can be an event's name: 1 to 256 bytes without control characters, since it reaches commands as an
    /// environment variable, and terminals.
    package var isEventName: Bool {
        (1...256).contains(utf8.count) && utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
