import Journals
import Synchronization
import Values

/// `hookrunner journal copy`: brings all that a journal has to another one.
struct CopyJournal: Sendable {
    let arguments: Arguments
    let context: Context

    /// When the progress was shown last.
    private final class Pace: Sendable {
        private let last = Mutex(ContinuousClock.now)

        /// Whether a second has passed.
        func isDue() -> Bool {
            last.withLock { last in
                guard ContinuousClock.now - last >= .seconds(1) else { return false }
                last = .now
                return true
            }
        }
    }

    func run() async throws(Failure) -> ExitStatus {
        let source = try context.journal(named: arguments.operands[0])
        let target = try context.journal(named: arguments.operands[1])
        guard source.description != target.description else { throw Failure(.usage, "that is the same journal twice") }
        let pace = Pace()
        let progress: CopyProgress
        do {
            progress = try await source.copy(to: target) { progress in
                guard pace.isDue() else { return }
                context.terminal.say("\(progress.copied + progress.present) of \(progress.total) deliveries")
            }
        } catch {
            throw Failure(Failure(error), adding: "what was copied is kept: the same command goes on")
        }
        let present = progress.present > 0 ? "; \(progress.present) were there already" : ""
        context.terminal.print("\(progress.copied) deliveries copied\(present)\n")
        return .success
    }
}
