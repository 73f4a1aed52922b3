#if PostgreSQL
import Formats
import Foundation
import Support
import Testing

/// A network between a machine and the database that loses every packet, so that nobody gets an error.
@Suite(
    .timeLimit(.minutes(4)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct SilentNetworkTests {
    /// Whoever runs a delivery holds a lock of it, and notes it if somebody else does. The first attempt of the first one
    /// lasts until it is told to end, and later ones wait at the gate.
    private func hooks(in place: TemporaryDirectory) throws -> String {
        try place.write(
            """
            #!/bin/sh
            cd '\(place.path)' || exit 1
            note() { echo "$1 $PAYLOAD_N $HOOK_ATTEMPT" >>events; }
            mkdir "lock.$PAYLOAD_N" || note overlap
            trap 'note cut; rmdir "lock.$PAYLOAD_N"; exit 1' TERM
            note begun
            case $PAYLOAD_N.$HOOK_ATTEMPT in
            1.1) while :; do sleep 0.1; done ;;
            1.*) cat gate ;;
            esac
            rmdir "lock.$PAYLOAD_N"
            note done
            """, to: "command", mode: 0o700)
        return "on * {\nrun \(place.file("command"))\nretry 9 times 1s..2s\n}"
    }

    /// A bound that only a daemon that hangs for ever reaches: there is no answer then.
    private func post(_ number: Int, to daemon: RunningDaemon) async throws -> Int {
        try await daemon.post(#"{"event":"e","n":\#(number)}"#, options: ["--max-time", "100"]).status
    }

    @Test func `a machine without a word from the database ends its command in time, and works again afterwards`()
        async throws
    {
        let server = try await PostgreSQLServer()
        let url = try await server.journal()
        let proxy = try await Proxy(to: server.loopbackPort)
        let cut = server.url(of: PostgreSQLServer.name(in: url), port: proxy.port)
        let place = try TemporaryDirectory()
        let gate = try Gate(in: place)
        let hooks = try hooks(in: place)
        func events() -> [String] { (place.text(of: "events") ?? "").split(separator: "\n").map(String.init) }
        try await RunningDaemon.with(hooks: hooks, settings: "lease 15s", journal: cut) { first in
            #expect(try await post(1, to: first) == 202)
            try await eventually { events() == ["begun 1 1"] }
            try await RunningDaemon.with(hooks: hooks, settings: "lease 15s", journal: url) { second in
                proxy.silence()
                async let two = post(2, to: first)
                async let three = post(3, to: first)
                try await eventually { events().contains { $0.hasSuffix(" 1 2") } }
                #expect(events() == ["begun 1 1", "cut 1 1", "begun 1 2"])
                try await eventually { await first.log.contains("lease-lost") }
                #expect(try await [two, three] == [503, 503])
                // Whoever comes later has not long to wait, but is no better off.
                #expect(try await post(4, to: first) == 503)
                #expect(try await post(5, to: second) == 202)
                try await eventually { events().contains("done 5 1") }

                proxy.resume()
                // What was sent before may have been written now.
                for number in 2...4 {
                    try await eventually { try await [200, 202].contains(post(number, to: first)) }
                    try await eventually { events().contains { $0.hasPrefix("done \(number) ") } }
                }
                try await eventually { await first.log.contains("run-taken-elsewhere") }
                #expect(!events().contains("done 1 2"))
                try await gate.open()
                try await eventually { events().contains("done 1 2") }
                try await second.end(with: SIGTERM)
            }
            // Nobody else is there now to run it.
            #expect(try await post(6, to: first) == 202)
            try await eventually { events().contains("done 6 1") }
            try await eventually { try await first.list("--state", "succeeded").count == 6 }
        }
        #expect(!events().contains { $0.hasPrefix("overlap") }, "\(events())")
        #expect(Set(events().filter { $0.hasPrefix("begun") }).count == 7, "each attempt once: \(events())")
        #expect(events().count { $0.hasPrefix("done") } == 6, "\(events())")
    }
}
#endif
