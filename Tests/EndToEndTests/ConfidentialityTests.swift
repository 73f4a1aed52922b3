import Formats
import Foundation
import Support
import Testing

/// What a hook can learn of the program's keys through /proc.
@Suite(.timeLimit(.minutes(4))) struct ConfidentialityTests {
    /// Becomes another user than root: root may read the memory of every process.
    private static let nobody = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]

    /// Whether this user can become that one, who can run the built program; and has process name spaces, if asked for.
    static func canBecomeNobody(in launcher: [String] = []) -> Bool {
        let process = Process()
        let words = launcher + nobody + [Program.path, "--version"]
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private static let unshare = ["/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]

    /// Looks at every process of the program: executor, daemon and, in a container, process 1.
    private func spy(in place: TemporaryDirectory) throws -> String {
        try place.write(
            """
            #!/bin/sh
            pid=$PPID
            while tr '\\0' ' ' </proc/$pid/cmdline | grep -q ' serve \\|hookrunner: executor'; do
                tr '\\0' '\\n' </proc/$pid/environ >>seen 2>>refused
                (: </proc/$pid/mem) 2>>refused && echo "mem of $pid" >>seen
                ls /proc/$pid/fd >>seen 2>>refused
                echo "$pid" >>looked
                pid=$(sed -n 's/^PPid:\\t//p' /proc/$pid/status)
            done
            touch done
            """, to: "spy", mode: 0o755)
        return "on * run \(place.file("spy"))"
    }

    /// Hands the directory over, and becomes nobody there.
    private static func launcher(_ before: [String] = []) -> [String] {
        ["/bin/sh", "-c", "chown -R 65534:65534 . && exec \"$@\"", "sh"] + before + nobody
    }

    private func check(processes: Int, launcher: [String], environment: [String: String] = [:]) async throws {
        let place = try TemporaryDirectory()
        try await RunningDaemon.with(
            hooks: try spy(in: place), environment: environment, in: place, launcher: launcher
        ) { daemon in
            // A process that has become another user does not end with unshare(1) any more.
            let child = ProcessTable.children(of: await daemon.pid).first
            defer { if let child { kill(child, SIGKILL) } }
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            try await eventually { place.text(of: "done") != nil }
            #expect(place.numbers(in: "looked").count == processes, "\(place.text(of: "refused") ?? "")")
            #expect((place.text(of: "seen") ?? "").isEmpty, "\(place.text(of: "seen") ?? "")")
        }
    }

    @Test(.enabled(if: canBecomeNobody(), "only root can become another user"))
    func `a hook of the same user sees no environment, memory or files of daemon and executor`() async throws {
        try await check(processes: 2, launcher: Self.launcher())
    }

    @Test(.enabled(if: canBecomeNobody(in: unshare), "only root can, with name spaces for processes"))
    func `nor those of process 1 of a container`() async throws {
        try await check(processes: 3, launcher: Self.launcher(Self.unshare))
    }

    /// Root may look, but the keys are not there: neither those of the configuration, nor those of a later one, nor PGPASSWORD.
    @Test func `no process of the program shows its environment`() async throws {
        let later = ["K2": "of-a-later-configuration", "PGPASSWORD": "of-a-database"]
        try await RunningDaemon.with(hooks: "on * run env", environment: later) { daemon in
            let executor = try #require(ProcessTable.children(of: await daemon.pid).first)
            for process in [await daemon.pid, executor] {
                let seen = ProcessTable.environment(of: process)
                for key in [RunningDaemon.secret] + later.values { #expect(!seen.contains(key), "\(seen)") }
            }
            #expect(ProcessTable.environment(of: await daemon.pid).allSatisfy { $0 == " " })
            // What commands get of it is as it was.
            let id = try await daemon.post(#"{"event":"a"}"#).deliveryID
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(try await daemon.command("show", "--output", id).output.contains("PATH="))
        }
    }
}
