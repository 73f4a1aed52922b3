import Dispatch
import HTTP
import Journals
import Settings
import Values

/// `hookrunner status`: whether a daemon runs, and what is in the journal.
struct Status: Sendable {
    let arguments: Arguments
    let context: Context

    /// How long the daemon has for an answer.
    private static let patienceSeconds = 3

    func run() async throws(Failure) -> ExitStatus {
        let configuration = try context.configuration(arguments, needs: .local)
        let journal = try await context.openJournal(of: configuration)
        let census: JournalCensus
        do {
            census = try await journal.census()
        } catch {
            throw Failure(error)
        }
        await journal.close()
        let report = StatusReport(
            configuration, census: census, daemon: await daemon(of: configuration), now: context.clock.now)
        context.terminal.print(arguments.has("json") ? report.json.text + "\n" : report.text)
        return report.daemon.isWell ? .success : .failure
    }

    private func daemon(of configuration: Configuration) async -> DaemonStatus {
        guard case .directory(let path) = configuration.journal else { return await neighbour(of: configuration) }
        guard let pid = SQLiteJournal.daemon(owning: path) else { return DaemonStatus(pid: nil, readiness: .unknown) }
        guard let address = configuration.admin else { return DaemonStatus(pid: pid, readiness: .unknown) }
        return DaemonStatus(pid: pid, readiness: await readiness(at: address))
    }

    /// The daemon of this machine, beside others that share the journal: only its admin address tells that it runs.
    private func neighbour(of configuration: Configuration) async -> DaemonStatus {
        guard let address = configuration.admin else { return DaemonStatus(pid: nil, readiness: .unknown) }
        let readiness = await readiness(at: address)
        return DaemonStatus(pid: readiness == .silent ? nil : 0, readiness: readiness)
    }

    private func readiness(at address: ListenAddress) async -> DaemonStatus.Readiness {
        // Any free port: only the daemon's log tells which.
        if case .tcp(_, port: 0) = address { return .unknown }
        let answer = await withCheckedContinuation { continuation in
            DispatchQueue(label: "status").async {
                continuation.resume(
                    returning: LocalQuestion.get("/readyz", at: address, within: Self.patienceSeconds))
            }
        }
        return DaemonStatus.Readiness(status: answer?.status, body: answer?.body ?? [])
    }
}
