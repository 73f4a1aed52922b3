import Journals
import Synchronization
import Values

extension Subcommand {
    static let journalCopy = Subcommand(
        name: "journal copy", operands: "FROM TO", operandCount: 2...2, operandCandidates: .directories,
        summary: "Copy one journal into another",
        explanation: """
            FROM and TO are directories or database URLs; a database must already have its tables. Deliveries that TO
            already has are skipped, so an interrupted copy can be repeated. No daemon may use either journal.
            """,
        command: CopyJournal.self)
}

struct CopyJournal: Command {
    let arguments: Arguments
    let context: Context

    /// Limits progress messages to one per second.
    private final class Pace: Sendable {
        private let last = Mutex(ContinuousClock.now)

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
        guard source.description != target.description else {
            throw Failure(.usage, "source and target are the same journal")
        }
        let pace = Pace()
        let progress: CopyProgress
        do {
            progress = try await source.copy(to: target) { progress in
                guard pace.isDue() else { return }
                context.terminal.say("\(progress.copied + progress.present) of \(progress.total) deliveries")
            }
        } catch {
            throw Failure(Failure(error), adding: "copied deliveries are kept: repeat the command to continue")
        }
        let present = progress.present > 0 ? "; \(progress.present) already present" : ""
        context.terminal.print("\(progress.copied) deliveries copied\(present)\n")
        return .success
    }
}
