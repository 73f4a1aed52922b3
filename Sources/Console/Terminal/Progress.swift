import Synchronization

/// Progress of a long command, on one line of the terminal that is overwritten and finally erased.
///
/// Shows nothing without a terminal or on a dumb one. It needs no control character but carriage return.
final class Progress: Sendable {
    private let terminal: Terminal
    private let isShown: Bool
    private let state = Mutex<(width: Int, next: ContinuousClock.Instant?)>((0, nil))

    /// Between two updates.
    private static let pause: Duration = .milliseconds(100)

    /// Shows progress on standard error, if that is a terminal.
    init(_ context: Context) {
        terminal = context.terminal
        isShown = context.terminal.isTerminal(.messages) && !["", "dumb"].contains(context.environment["TERM"] ?? "")
    }

    /// Replaces the last text.
    func show(_ text: String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        state.withLock { state in
            if let next = state.next, now < next { return }
            terminal.write("\r\(text.padded(to: state.width))".utf8, to: .messages)
            state = (text.columns, now + Self.pause)
        }
    }

    /// Erases the line.
    func end() {
        state.withLock { state in
            guard state.width > 0 else { return }
            terminal.write("\r\(String(repeating: " ", count: state.width))\r".utf8, to: .messages)
            state.width = 0
        }
    }
}
