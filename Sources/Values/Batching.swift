/// How payloads are gathered for one command: the `batch` directive.
package struct Batching: Sendable, Equatable {
    /// How many payloads a command gets at most.
    package let size: Int
    /// How long the first of them waits for others.
    package let wait: Duration

    /// Makes a batch of at least one payload.
    package init(size: Int, wait: Duration) {
        self.size = size
        self.wait = wait
    }
}
