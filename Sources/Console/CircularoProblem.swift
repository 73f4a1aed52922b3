/// Why Circularo's API has not done what was asked.
struct CircularoProblem: Error, Sendable, Equatable {
    /// What to tell, and with which exit status.
    let failure: Failure
    /// Whether it may have done it all the same.
    let isUncertain: Bool
}
