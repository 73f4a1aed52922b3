/// Why a call of Circularo's API failed.
struct CircularoProblem: Error, Sendable, Equatable {
    let failure: Failure
    /// Whether the call may have taken effect nevertheless.
    let isUncertain: Bool
}
