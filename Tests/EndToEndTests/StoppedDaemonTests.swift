#if PostgreSQL
import Formats
import Foundation
import Support
import Testing

/// A daemon that is stopped, with a journal that machines share: its executor goes on by itself.
@Suite(
    .timeLimit(.minutes(4)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct StoppedDaemonTests {
    @Test func `its commands have ended when another machine takes up their runs`() async throws {
        let url = try await PostgreSQLServer.shared().journal()
        let place = try TemporaryDirectory()
        let gate = try Gate(in: place)
        let command = try LockingCommand(in: place)
        try await RunningDaemon.with(hooks: command.hooks, settings: "lease 10s", journal: url) { first in
            #expect(try await first.post(#"{"event":"a"}"#).status == 202)
            try await eventually { command.events == ["begun 1"] }
            try await RunningDaemon.with(hooks: command.hooks, settings: "lease 10s", journal: url) { second in
                await first.send(SIGSTOP)
                try await eventually { command.events.count == 2 }
                #expect(command.events == ["begun 1", "begun 2"])
                await first.send(SIGCONT)
                try await gate.open()
                try await eventually { try await second.list("--state", "succeeded").count == 1 }
                #expect(command.events == ["begun 1", "begun 2", "done 2"])
            }
        }
    }

    @Test func `a daemon that lives keeps its commands beyond many leases`() async throws {
        let url = try await PostgreSQLServer.shared().journal()
        let place = try TemporaryDirectory()
        let script = "sleep 25; echo \\\"done $HOOK_ATTEMPT\\\" >>'\(place.path)/events'"
        try await RunningDaemon.with(
            hooks: "on * run sh -c \"\(script)\"", settings: "lease 10s", journal: url
        ) { daemon in
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            try await eventually { place.text(of: "events") == "done 1\n" }
        }
    }
}
#endif
