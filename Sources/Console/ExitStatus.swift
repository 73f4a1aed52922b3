/// What the program's exit status says: sysexits(3) where it has a word for it. EXIT STATUS in hookrunner(1) is this list.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// It went well.
    case success = 0
    /// It did not, and the message says why.
    case failure = 1
    /// The command line is mistaken: EX_USAGE.
    case usage = 64
    /// The input is mistaken: EX_DATAERR.
    case badInput = 65
    /// There is no such file or delivery: EX_NOINPUT.
    case notFound = 66
    /// Not now, but perhaps later: EX_TEMPFAIL.
    case tryAgain = 75
    /// The configuration is mistaken: EX_CONFIG.
    case configuration = 78
}
