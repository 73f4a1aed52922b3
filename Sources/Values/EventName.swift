extension String {
    /// Whether the text can be an event's name: something, at most 256 bytes, and since it reaches a command as an
    /// environment variable and people in a terminal, without control characters.
    package var isEventName: Bool {
        (1...256).contains(utf8.count) && utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
