/// How payloads are gathered for one command: the `batch` directive.
public struct Batching: Sendable, Equatable {
    /// How many payloads a command gets at most.
    public let size: Int
    /// How long the first of them waits for others.
    public let wait: Duration

    /// Makes a batch of at least one payload.
    public init(size: Int, wait: Duration) {
        self.size = size
        self.wait = wait
    }
}
