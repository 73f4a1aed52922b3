import Glibc

/// What commands inherit of our signal dispositions: nothing but the default.
///
/// An ignored signal stays ignored through execve(2), a handled one does not. So a signal that we were started with
/// ignored (nohup, a supervisor) gets a handler that does nothing: we go on ignoring it, and commands do not.
enum SignalDispositions {
    /// Makes it so, for SIGPIPE in any case: a command that closes its input early must not end us.
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
