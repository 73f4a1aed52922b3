extension Clock where Duration == Swift.Duration {
    /// Sleeps for a while; throws if the task is cancelled.
    func sleep(for wait: Duration) async throws {
        try await sleep(until: now.advanced(by: wait), tolerance: nil)
    }
}
