import Alerting
import Formats
import HTTP
import Journals
import Processes
import Reporting
import Scheduling

/// The daemon after its start: its tasks, and how they stop.
///
/// The tasks are not a group, since a group waits for all of them: the shutdown waits only for the parts that
/// `Shutdown` lists.
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
    /// An element for each change of the journal by another machine.
    let changes: AsyncStream<Void>

    /// Serves until `shutdown` says to leave.
    func serve() async {
        server.start()
        admin?.start()
        let reloads = Task { await reloader.run() }
        let duties = Task {
            // A script that waits for `ready` may read the address from the log.
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
                    // Their operations on the journal come first.
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

    /// Starts a part, which has finished when `body` returns.
    private func finish(_ part: Shutdown.Part, _ body: @escaping @Sendable () async -> Void) {
        Task {
            await body()
            shutdown.take(.finished(part))
        }
    }

    /// Accepts and starts nothing more; returns when all open requests are answered.
    private func drain(because signal: String) async {
        async let notified: Void = manager.notify(.stopping)
        log.write(.stopping(signal: signal, runs: await scheduler.running))
        intake.close()
        await scheduler.drain()
        await alerts.drain()
        await failures.drain()
        await server.drain()
        await notified
    }

    private func close() async {
        await admin?.stop()
        server.stop()
        await commands.shutDown()
        await journal.close()
    }
}

extension ServingDaemon {
    /// Work that is repeated at an interval, first at once.
    private struct Duty: Sendable {
        let interval: Duration
        let work: @Sendable () async -> Void

        init(every interval: Duration, _ work: @escaping @Sendable () async -> Void) {
            self.interval = interval
            self.work = work
        }
    }

    /// Each has its own task, since one that waits for the journal must not delay the others.
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

    /// Notifies the watchdog when the event loop and the scheduler have responded.
    private func confirmLife() async {
        await server.isAlive()
        _ = await scheduler.running
        await manager.notify(.watchdog)
    }
}
