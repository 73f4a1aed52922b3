import Synchronization

/// How far a long command has come, on one line of the terminal that is written again and again, and is gone at the end.
///
/// Without a terminal, or on one that can do no more than print, it says nothing. It has no colours, and moves the cursor
/// with nothing but a carriage return.
final class Progress: Sendable {
    private let terminal: Terminal
    private let isShown: Bool
    private let state = Mutex<(width: Int, next: ContinuousClock.Instant?)>((0, nil))

    /// No oftener than people can read.
    private static let pause: Duration = .milliseconds(100)

    /// Shows progress on standard error, if people look at it.
    init(_ context: Context) {
        terminal = context.terminal
        isShown = context.terminal.isTerminal(.messages) && !["", "dumb"].contains(context.environment["TERM"] ?? "")
    }

    /// Shows this instead of what it has shown last.
    func show(_ text: String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        state.withLock { state in
            if let next = state.next, now < next { return }
            terminal.write("\r\(text.padded(to: state.width))".utf8, to: .messages)
            state = (text.columns, now + Self.pause)
        }
    }

    /// Leaves an empty line behind.
    func end() {
        state.withLock { state in
            guard state.width > 0 else { return }
            terminal.write("\r\(String(repeating: " ", count: state.width))\r".utf8, to: .messages)
            state.width = 0
        }
    }
}
