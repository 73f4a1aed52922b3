import Synchronization

/// What a command prints, up to a limit.
final class CollectedOutput: Sendable {
    private let collected = Mutex<[UInt8]>([])
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Nil if there was more than the limit.
    var bytes: [UInt8]? {
        let bytes = collected.withLock { $0 }
        return bytes.count <= limit ? bytes : nil
    }

    func append(_ piece: [UInt8]) {
        collected.withLock { if $0.count <= limit { $0 += piece } }
    }
}
