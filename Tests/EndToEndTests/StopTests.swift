import Formats
import Foundation
import Glibc
import Support
import Testing

/// SIGTERM ends the daemon in every state: within `shutdown-timeout` and a few seconds, or at once if it comes again.
///
/// No row looks at a clock. A daemon that gets one signal has a short `shutdown-timeout`; with two it has an hour, so
/// only the second signal can end it. What does not end runs into the time limit of the suite.
@Suite(.timeLimit(.minutes(4))) struct StopTests {
    private func expectEnd(_ situation: StopSituation, signals: Int) async throws {
        let directory = try TemporaryDirectory()
        try await situation.prepare(directory)
        let settings = "\(situation.settings)\nshutdown-timeout \(signals == 1 ? "100ms" : "1h")"
        try await RunningDaemon.with(
            hooks: situation.hooks, settings: settings, in: directory, launcher: situation.launcher
        ) { daemon in
            let release = try await situation.enter(daemon)
            await daemon.send(SIGTERM)
            if signals == 2 {
                try await heard(situation.sign, by: daemon)
                await daemon.send(SIGTERM)
            }
            let status = try await daemon.status()
            #expect(situation.statuses.contains(status))
            try await release()
            if status == 1, situation.sign == .log {
                #expect(await daemon.log.contains("error stop-forced reason=\"not finished: runs"))
            }
            try await daemon.start()
            try await eventually { try await !daemon.list("--state", situation.outcome).isEmpty }
        }
    }

    fileprivate func heard(_ sign: StopSituation.Sign, by daemon: RunningDaemon) async throws {
        switch sign {
        case .log: try await eventually { await daemon.log.contains("info stopping signal=SIGTERM") }
        case .notification: while await daemon.notifications?.next() != "STOPPING=1" {}
        }
    }

    @Test(arguments: StopSituation.all, [1, 2])
    func `SIGTERM ends it, and nothing acknowledged is lost`(situation: StopSituation, signals: Int) async throws {
        try await expectEnd(situation, signals: signals)
    }

    @Test(.enabled(if: RunningDaemon.usesDirectory, "a database has its disk elsewhere"), arguments: [1, 2])
    func `SIGTERM ends it while its disk is full, and nothing acknowledged is lost`(signals: Int) async throws {
        try await expectEnd(.fullDisk, signals: signals)
    }

    @Test func `'stopped' says how many runs are pending again`() async throws {
        let hooks = "on * run sh -c \"echo >> begun; cat gate\""
        try await RunningDaemon.with(hooks: hooks, settings: "shutdown-timeout 100ms") { daemon in
            _ = try Gate(in: daemon.directory)
            for number in 0..<3 { #expect(try await daemon.post(#"{"event":"a","n":\#(number)}"#).status == 202) }
            try await eventually { daemon.directory.text(of: "begun") == "\n\n\n" }
            #expect(try await daemon.end(with: SIGTERM) == 0)
            #expect(await daemon.log.contains("info stopping signal=SIGTERM runs=3\n"))
            #expect(await daemon.log.contains("info stopped runs=3\n"))
            #expect(try await daemon.list("--state", "pending").count == 3)
        }
    }

    @Test func `SIGTERM ends it while it starts, and SIGHUP does not`() async throws {
        let directory = try TemporaryDirectory()
        // Nothing listens there, so the start tries again and again.
        let port = try await FreePort.find()
        try directory.write(
            """
            listen 127.0.0.1:0
            journal postgresql://owner@127.0.0.1:\(port)/none
            endpoint /circularo {
                provider circularo
                secret env CIRCULARO_SECRET
                on * run true
            }
            """, to: "hookrunner.conf")
        let daemon = try RunningProgram(
            ["serve", "-c", directory.file("hookrunner.conf")],
            environment: ["CIRCULARO_SECRET": RunningDaemon.secret], directory: directory.path)
        try await eventually { ProcessTable.catches(SIGTERM, daemon.pid) }
        kill(daemon.pid, SIGHUP)
        #expect(try await daemon.end(with: SIGTERM) == 0)
    }
}

#if PostgreSQL
extension StopTests {
    enum Trouble: String, CaseIterable { case hangs, refuses }

    @Test(
        .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"), arguments: Trouble.allCases,
        [1, 2])
    func `SIGTERM ends it while its database is away, and nothing acknowledged is lost`(
        trouble: Trouble, signals: Int
    ) async throws {
        let server = try await PostgreSQLServer()
        let url = try await server.journal()
        let settings = "lease 10s\nshutdown-timeout \(signals == 1 ? "100ms" : "1h")"
        try await RunningDaemon.with(hooks: StopSituation.fullDisk.hooks, settings: settings, journal: url) { daemon in
            let gate = try Gate(in: daemon.directory)
            try await StopSituation.begin(daemon)
            if trouble == .hangs { try await server.pause() } else { try await server.stop() }
            // On a slow machine the run's lease may have passed by now, which ends the command as well.
            try await eventually {
                gate.letThrough()
                return await daemon.log.contains("info attempt-finished")
            }
            try await eventually { await daemon.log.contains("error journal-failed") }
            await daemon.send(SIGTERM)
            if signals == 2 {
                try await heard(.log, by: daemon)
                await daemon.send(SIGTERM)
            }
            #expect(try await daemon.status() == 1)
            if trouble == .hangs { try await server.resume() } else { try await server.start() }
            try await daemon.start()
            try await eventually { try await !daemon.list("--state", "succeeded").isEmpty }
        }
    }
}
#endif
