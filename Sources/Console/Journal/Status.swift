import Daemon
import Formats
import Journals
import Settings
import Values

extension Subcommand {
    static let status = Subcommand(
        name: "status", summary: "Show whether the daemon is running, and how many runs are waiting",
        explanation: """
            Reads the journal, and asks the daemon at its admin address, if it has one. Exits 0 if the daemon is running and
            not known to be unready, else 1: suitable as the health check of a container.
            """,
        options: [.configuration, .journal, .json],
        command: Status.self)
}

struct Status: Command {
    let arguments: Arguments
    let context: Context

    private static let answerTimeout: Duration = .seconds(3)

    func run() async throws(Failure) -> ExitStatus {
        let configuration = try context.daemonConfiguration(arguments, needs: .local)
        let journal = try await context.open(configuration.journal)
        let census: JournalCensus
        let alerts: [AlertRecord]
        do {
            census = try await journal.census()
            alerts = try await journal.alerts()
        } catch {
            throw Failure(error)
        }
        let daemon = await daemon(of: configuration, journal, census)
        await journal.close()
        let report = StatusReport(
            configuration, census: census, alerts: alerts, daemon: daemon, now: context.clock.now)
        context.terminal.print(arguments.has("json") ? report.json.text + "\n" : report.text)
        return report.daemon.isWell ? .success : .failure
    }

    private func daemon(
        of configuration: Configuration, _ journal: any Journal, _ census: JournalCensus
    ) async -> DaemonStatus {
        let question = question(at: configuration.admin)
        guard case .directory(let path) = configuration.journal else { return await sharing(question) }
        guard let pid = SQLiteJournal.daemon(owning: path) else { return .absent }
        let process = pid > 0 ? pid : nil
        guard let question else { return .running(process: process, .unknown) }
        do throws(Curl.Problem) {
            return .running(process: process, try await answer(to: question))
        } catch .notStarted(let reason) {
            let lag = census.lag(at: context.clock.now, batches: configuration.batchWaits)
            let seen = await readiness(unasked: reason, journal, lag: lag, limit: configuration.readyMaximumLag)
            return .running(process: process, seen)
        } catch {
            return .running(process: process, .silent)
        }
    }

    /// Of a shared journal, only the admin address shows whether this machine's daemon is running.
    private func sharing(_ question: Curl.Request?) async -> DaemonStatus {
        guard let question else { return .unseen("the journal is shared and no 'admin' address is known") }
        do throws(Curl.Problem) {
            return .running(process: nil, try await answer(to: question))
        } catch .notStarted(let reason) {
            return .unseen(reason)
        } catch {
            return error.isSilence ? .running(process: nil, .silent) : .absent
        }
    }

    private func answer(to question: Curl.Request) async throws(Curl.Problem) -> DaemonStatus.Readiness {
        let answer = try await Curl(environment: context.environment).send(question)
        return DaemonStatus.Readiness(status: answer.status, body: answer.body)
    }

    /// Nil without an admin address, or if only the daemon's log has its port.
    private func question(at address: ListenAddress?) -> Curl.Request? {
        guard let client = address?.client else { return nil }
        return Curl.Request(
            method: "GET", url: "http://\(client.authority)/readyz", timeout: Self.answerTimeout, allowsHTTP: true,
            isLocal: true, socket: client.socket)
    }

    /// What is visible without asking: the caller has seen that the daemon holds its lock; the journal may be full.
    private func readiness(
        unasked reason: String, _ journal: any DeliveryRecording, lag: Duration?, limit: Duration?
    ) async -> DaemonStatus.Readiness {
        var failure: JournalError?
        do throws(JournalError) { try await journal.probeWrite() } catch { failure = error }
        let seen = Readiness(isDraining: false, journalError: failure, lag: lag, limit: limit)
        return seen.reasons.isEmpty ? .notAsked(reason) : .unready(seen.reasons)
    }
}
