/// The exit statuses, as in sysexits(3) where possible. EXIT STATUS in hookrunner(1) has the same list.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case success = 0
    case failure = 1
    /// Invalid command line: EX_USAGE.
    case usage = 64
    /// Invalid input: EX_DATAERR.
    case badInput = 65
    /// Missing file, delivery or webhook: EX_NOINPUT.
    case notFound = 66
    /// Temporary failure: EX_TEMPFAIL.
    case tryAgain = 75
    /// Invalid configuration: EX_CONFIG.
    case configuration = 78
}
