import Formats
import Foundation
import Support
import Testing

/// `reload on-change`.
@Suite(.timeLimit(.minutes(4))) struct ReloadTests {
    static let body = #"{"event":"documentCompleted"}"#

    private func reloads(_ daemon: RunningDaemon) async -> Int {
        await daemon.log.split(separator: "\n").count { $0.hasSuffix("info reloaded") }
    }

    @Test func `a file that an editor has replaced is read anew, and a broken one keeps the old`() async throws {
        try await RunningDaemon.with(hooks: "on * run touch first", settings: "reload on-change") { daemon in
            let file = try #require(daemon.directory.text(of: "hookrunner.conf"))
            try daemon.directory.replace("hookrunner.conf", with: file.replacing("on *", with: "no *"))
            try await eventually { await daemon.log.contains("error reload-failed") }
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { daemon.directory.text(of: "first") != nil }
            try daemon.directory.replace(
                "hookrunner.conf", with: file.replacing("touch first", with: "touch second"))
            try await eventually { await reloads(daemon) == 1 }
            #expect(try await daemon.post(#"{"event":"second"}"#).status == 202)
            try await eventually { daemon.directory.text(of: "second") != nil }
        }
    }

    @Test func `the links of a mounted ConfigMap and secret are followed, and a burst of writes is one reload`()
        async throws
    {
        let directory = try TemporaryDirectory()
        for version in ["one", "two"] {
            try FileManager.default.createDirectory(
                atPath: directory.file(version), withIntermediateDirectories: true)
            try directory.write("on * run touch \(version)", to: "\(version)/hooks.conf")
            try directory.write("key \(version)", to: "\(version)/key")
        }
        // As kubelet lays them out: names that lead through `..data`, which is exchanged as a whole.
        #expect(symlink("one", directory.file("..data")) == 0)
        #expect(symlink("..data/hooks.conf", directory.file("hooks.conf")) == 0)
        #expect(symlink("..data/key", directory.file("key")) == 0)
        let hooks = "include hooks.conf\nsecret file key"
        try await RunningDaemon.with(hooks: hooks, settings: "reload on-change", in: directory) { daemon in
            #expect(symlink("two", directory.file("..data.new")) == 0)
            #expect(rename(directory.file("..data.new"), directory.file("..data")) == 0)
            try await eventually { await reloads(daemon) == 1 }
            let signed = try await Program.run(
                ["dgst", "-sha256", "-hmac", "key two"], executable: "/usr/bin/openssl", input: Self.body)
            let signature = try #require(signed.output.split(separator: " ").last).trimmingCharacters(in: .newlines)
            #expect(try await daemon.post(Self.body, signature: signature).status == 202)
            try await eventually { directory.text(of: "two") == nil && directory.text(of: "one") == nil }
            for number in 0..<40 {
                try directory.replace("two/hooks.conf", with: "on * run touch burst.\(number)")
            }
            try await eventually { await reloads(daemon) == 2 }
            #expect(try await daemon.post(#"{"event":"b"}"#).status == 202)
            try await eventually { directory.text(of: "burst.39") != nil }
            #expect(await reloads(daemon) == 2)
        }
    }

    @Test func `a file that comes to match an include is noticed`() async throws {
        let directory = try TemporaryDirectory()
        try await RunningDaemon.with(
            hooks: "include hooks.d/*.conf\non never run true", settings: "reload on-change", in: directory
        ) { daemon in
            try FileManager.default.createDirectory(
                atPath: directory.file("hooks.d"), withIntermediateDirectories: true)
            try directory.write("on * run touch ran", to: "hooks.d/new.conf")
            try await eventually { await reloads(daemon) == 1 }
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { directory.text(of: "ran") != nil }
        }
    }

    @Test func `a SIGHUP during a reload is remembered`() async throws {
        try await RunningDaemon.with(hooks: "on * run touch first", settings: "reload on-change") { daemon in
            let directory = daemon.directory
            let file = try #require(directory.text(of: "hookrunner.conf")).replacing("reload on-change", with: "")
            // A FIFO: reading it takes until the test has written it, by its other name.
            _ = try Gate(in: directory, named: "slow")
            #expect(link(directory.file("slow"), directory.file("other")) == 0)
            #expect(rename(directory.file("slow"), directory.file("hookrunner.conf")) == 0)
            while await daemon.notifications?.next().hasPrefix("RELOADING=1") == false {}
            await daemon.send(SIGHUP)
            try directory.replace("hookrunner.conf", with: file.replacing("touch first", with: "touch second"))
            let writer = try FileHandle(forWritingTo: URL(filePath: directory.file("other")))
            try writer.write(contentsOf: Data(file.utf8))
            try writer.close()
            try await eventually { await reloads(daemon) == 2 }
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { directory.text(of: "second") != nil }
        }
    }

    @Test func `a new shutdown-timeout is used from the next reload on`() async throws {
        let hooks = "on * run \(StopSituation.stubborn)"
        try await RunningDaemon.with(hooks: hooks, settings: "shutdown-timeout 1h") { daemon in
            try await StopSituation.begin(daemon)
            let file = try #require(daemon.directory.text(of: "hookrunner.conf"))
            try daemon.directory.replace("hookrunner.conf", with: file.replacing("timeout 1h", with: "timeout 100ms"))
            await daemon.send(SIGHUP)
            try await eventually { await reloads(daemon) == 1 }
            #expect(try await daemon.end(with: SIGTERM) == 0)
        }
    }

    @Test func `a service manager hears of a reload, and that nothing hangs`() async throws {
        let directory = try TemporaryDirectory()
        let environment = ["WATCHDOG_USEC": "200000"]
        try await RunningDaemon.with(
            hooks: "on * run true", environment: environment, in: directory
        ) { daemon in
            let socket = try #require(await daemon.notifications)
            await daemon.send(SIGHUP)
            var heard: [String] = []
            while heard.last != "READY=1" || !heard.contains("WATCHDOG=1") {
                let message = await socket.next()
                try #require(!message.isEmpty)
                if heard.last != "READY=1" || message == "WATCHDOG=1" { heard.append(message) }
                if heard.contains("READY=1"), heard.contains("WATCHDOG=1") { break }
            }
            let reloading = try #require(heard.firstIndex { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
            #expect(reloading < (heard.firstIndex(of: "READY=1") ?? 0))
            await daemon.send(SIGTERM)
            var last = "."
            while last != "STOPPING=1", !last.isEmpty { last = await socket.next() }
            #expect(last == "STOPPING=1")
        }
    }
}
