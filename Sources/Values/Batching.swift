/// How payloads are gathered for one command: the `batch` directive.
package struct Batching: Sendable, Equatable {
    /// Maximum number of payloads for one command; at least 1.
    package let size: Int
    /// How long the first payload waits for others.
    package let wait: Duration

    package init(size: Int, wait: Duration) {
        self.size = size
        self.wait = wait
    }
}
