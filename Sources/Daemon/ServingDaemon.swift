import Alerting
import Formats
import HTTP
import Journals
import Processes
import Reporting
import Scheduling

/// The daemon once it has started: what it does by and by, and how it stops.
///
/// Its tasks are not a group, since a group waits for all of them: the end waits for what `Shutdown` names, and for
/// nothing else.
struct ServingDaemon: Sendable {
    let journal: any Journal
    let commands: any CommandRunner
    let server: HTTPServer
    let admin: AdminServer?
    let intake: Intake
    let scheduler: Scheduler
    let upkeep: JournalUpkeep
    let alerts: AlertWatch
    let failures: FailureReporter
    let reloader: Reloader
    let manager: ServiceManager
    let shutdown: ShutdownQueue
    let log: Log
    /// Says that another machine has written to the journal.
    let changes: AsyncStream<Void>

    /// Serves until `shutdown` says to leave.
    func serve() async {
        server.start()
        admin?.start()
        let reloads = Task { await reloader.run() }
        let duties = Task {
            // A caller that waits for `ready` may look in the log for the address.
            await log.flush()
            await manager.notify(.ready)
            await perform(self.duties)
        }
        finish(.runs) { await scheduler.run() }
        finish(.alerts) { await alerts.run() }
        finish(.failures) { await failures.run() }
        for await action in shutdown.actions {
            switch action {
            case .drain(let signal):
                reloads.cancel()
                finish(.requests) { await drain(because: signal) }
            case .endCommands(let isUrgent):
                Task { await commands.stopAll(patience: isUrgent ? .zero : ShutdownQueue.commandPatience) }
            case .closeJournal:
                duties.cancel()
                finish(.journal) {
                    // What they are asking the journal for comes first.
                    await duties.value
                    await close()
                }
            case .leave:
                log.write(.stopped(runs: await scheduler.cutOff))
            case .none, .abandon:
                break
            }
        }
    }

    /// Begins a part that ends when `body` returns.
    private func finish(_ part: Shutdown.Part, _ body: @escaping @Sendable () async -> Void) {
        Task {
            await body()
            shutdown.take(.finished(part))
        }
    }

    /// Accepts and starts nothing more; returns when every request under way is answered.
    private func drain(because signal: String) async {
        async let told: Void = manager.notify(.stopping)
        log.write(.stopping(signal: signal, runs: await scheduler.running))
        intake.close()
        await scheduler.drain()
        await alerts.drain()
        await failures.drain()
        await server.drain()
        await told
    }

    private func close() async {
        await admin?.stop()
        server.stop()
        await commands.shutDown()
        await journal.close()
    }
}

extension ServingDaemon {
    /// Something done at intervals, the first time at once.
    private struct Duty: Sendable {
        let interval: Duration
        let work: @Sendable () async -> Void

        init(every interval: Duration, _ work: @escaping @Sendable () async -> Void) {
            self.interval = interval
            self.work = work
        }
    }

    /// What asks the journal, and may have to wait for it, keeps nothing else waiting.
    private var duties: [Duty] {
        let duties = [
            Duty(every: .seconds(1)) { await upkeep.lookForChanges() },
            Duty(every: .seconds(1)) { await upkeep.endLostRuns() },
            Duty(every: .seconds(1)) { await alerts.look() },
            Duty(every: .seconds(1)) { await failures.look() },
            Duty(every: .seconds(1)) { await reloader.look() },
            Duty(every: .seconds(60)) { await upkeep.prune() },
        ]
        guard let interval = manager.watchdogInterval else { return duties }
        return duties + [Duty(every: interval) { await confirmLife() }]
    }

    private func perform(_ duties: [Duty]) async {
        await withDiscardingTaskGroup { group in
            for duty in duties {
                group.addTask { repeat { await duty.work() } while (try? await Task.sleep(for: duty.interval)) != nil }
            }
            group.addTask {
                for await _ in changes { await upkeep.lookForChanges() }
            }
        }
    }

    /// Feeds the watchdog by way of those who must not hang.
    private func confirmLife() async {
        await server.isAlive()
        _ = await scheduler.running
        await manager.notify(.watchdog)
    }
}
