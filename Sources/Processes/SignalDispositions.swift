import Glibc

/// Makes commands inherit default signal dispositions.
///
/// An ignored signal stays ignored across execve(2); a handled one is reset. So signals that were ignored when this
/// process started (nohup, a supervisor) get an empty handler: they stay without effect here, and are reset in
/// commands.
enum SignalDispositions {
    /// SIGPIPE is included in any case: a command that closes its input early must not end this process.
    static func makeInheritable() {
        signal(SIGPIPE) { _ in }
        for number in 1..<Int32(32) where isIgnored(number) { signal(number) { _ in } }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
