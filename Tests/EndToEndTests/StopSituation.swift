import Formats
import Foundation
import Glibc
import Support
import Testing

/// A state that a signal finds the daemon in, with one delivery that was answered 202.
struct StopSituation: Sendable, CustomTestStringConvertible {
    /// What undoes the state, once the daemon has ended.
    typealias Release = @Sendable () async throws -> Void

    /// How a test sees that the first signal has been heard.
    enum Sign: Sendable { case log, notification }

    /// A command that ignores SIGTERM and ends with its directory; a second attempt at it succeeds at once.
    static let stubborn = """
        sh -c "[ $HOOK_ATTEMPT = 1 ] || exit 0; trap '' TERM; echo > begun; \
        while [ -e hookrunner.conf ]; do sleep 0.2; done"
        """
    /// The same for a command that belongs to no hook.
    static let stubbornToo = """
        sh -c "trap '' TERM; echo > begun; while [ -e hookrunner.conf ]; do sleep 0.2; done"
        """
    static let body = #"{"event":"documentCompleted"}"#

    let name: String
    var testDescription: String { name }
    var hooks = "on * run \(stubborn)"
    var settings = ""
    var launcher: [String] = []
    /// 1 where the journal cannot hear of the command's end, or only after some seconds.
    var statuses: Set<Int32> = [0]
    var sign = Sign.log
    /// What becomes of the delivery, at the latest after the next start.
    var outcome = "succeeded"
    /// Makes ready what the configuration names.
    var prepare: @Sendable (TemporaryDirectory) async throws -> Void = { _ in }
    /// Brings the daemon into the state, the delivery included.
    let enter: @Sendable (RunningDaemon) async throws -> Release

    /// Posts the delivery, and waits until its command has begun.
    static func begin(_ daemon: RunningDaemon) async throws {
        guard try await daemon.post(body).status == 202 else { throw Refused() }
        try await eventually { daemon.directory.text(of: "begun") != nil }
    }

    struct Refused: Error {}
}

extension StopSituation {
    static let all = commands + clients + surroundings

    /// Whose commands, or whose ends, keep the daemon.
    private static let commands = [
        StopSituation(name: "nothing to do", hooks: "on * run true") { daemon in
            guard try await daemon.post(body).status == 202 else { throw Refused() }
            try await daemon.untilNothingRuns()
            return {}
        },
        StopSituation(name: "a command that ignores SIGTERM") { daemon in
            try await begin(daemon)
            return {}
        },
        StopSituation(
            name: "an on-failure command that ignores SIGTERM", hooks: "on * run false",
            settings: "on-failure run \(stubbornToo)", outcome: "failed"
        ) { daemon in
            try await begin(daemon)
            return {}
        },
        StopSituation(
            name: "an on-alert command that ignores SIGTERM", hooks: "on * run false",
            settings: "alert failed-runs 1 in 1h\non-alert run \(stubbornToo)", outcome: "failed"
        ) { daemon in
            try await begin(daemon)
            return {}
        },
        StopSituation(name: "an executor that was killed", statuses: [0, 1]) { daemon in
            try await begin(daemon)
            for executor in ProcessTable.children(of: await daemon.pid) { kill(executor, SIGKILL) }
            return {}
        },
        StopSituation(name: "an executor that does not answer", statuses: [1]) { daemon in
            try await begin(daemon)
            let executors = ProcessTable.children(of: await daemon.pid)
            for executor in executors { kill(executor, SIGSTOP) }
            return { for executor in executors { kill(executor, SIGCONT) } }
        },
    ]

    /// Clients that do not go by themselves.
    private static let clients = [
        StopSituation(name: "a client of 'reply wait'", hooks: "reply wait 1m\non * run \(stubborn)") { daemon in
            let signature = try await RunningDaemon.signature(of: body)
            let client = try RunningProgram(
                [
                    "-s", "-d", body, "-H", "x-circularo-signature: \(signature)",
                    "http://\(await daemon.address)/circularo",
                ],
                executable: "/usr/bin/curl", directory: daemon.directory.path)
            try await eventually { daemon.directory.text(of: "begun") != nil }
            return {
                _ = try await client.status()
                guard client.output.contains(#""runs":1"#) else { throw Refused() }
            }
        },
        StopSituation(name: "a client that does not read its answers", hooks: "on * run true") { daemon in
            guard try await daemon.post(body).status == 202 else { throw Refused() }
            let client = try SilentClient(of: await daemon.address)
            try await client.askUntilNothingIsRead()
            return { client.end() }
        },
        StopSituation(name: "a client in the middle of a request", hooks: "on * run true") { daemon in
            guard try await daemon.post(body).status == 202 else { throw Refused() }
            let client = try SilentClient(of: await daemon.address)
            let signature = try await RunningDaemon.signature(of: body)
            client.send("POST /circularo HTTP/1.1\r\nHost: a\r\nx-circularo-signature: \(signature)\r\n")
            client.send("Content-Length: 1000\r\n\r\n{")
            return { client.end() }
        },
        StopSituation(
            name: "a client in the middle of a TLS handshake", hooks: "on * run true",
            settings: "listen 127.0.0.1:0 tls a.pem a.key",
            prepare: { try await makeCertificate(in: $0) }
        ) { daemon in
            guard try await daemon.post(body).status == 202 else { throw Refused() }
            let client = try SilentClient(of: await daemon.addresses.last ?? "")
            client.send("\u{16}\u{03}\u{01}\u{02}")
            return { client.end() }
        },
    ]

    private static func makeCertificate(in directory: TemporaryDirectory) async throws {
        let outcome = try await Program.run(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=a",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", directory.file("a.key"), "-out",
                directory.file("a.pem"),
            ], executable: "/usr/bin/openssl")
        guard outcome.status == 0 else { throw Refused() }
    }

    /// What is around the daemon, and does not do its part.
    private static let surroundings = [
        StopSituation(
            name: "a reload whose file does not answer", settings: "include more.conf",
            prepare: { try $0.write("", to: "more.conf") }
        ) { daemon in
            try await begin(daemon)
            _ = try Gate(in: daemon.directory, named: "more.fifo")
            rename(daemon.directory.file("more.fifo"), daemon.directory.file("more.conf"))
            await daemon.send(SIGHUP)
            while await daemon.notifications?.next().hasPrefix("RELOADING=1") == false {}
            return { try daemon.directory.replace("more.conf", with: "") }
        },
        StopSituation(
            name: "a log that is not read", hooks: "on * run \(stubborn)\non * run seq 3000",
            settings: "log text debug", launcher: LogReader.launcher, statuses: [0, 1], sign: .notification
        ) { daemon in
            try await begin(daemon)
            let reader = try await LogReader(of: daemon)
            reader.stop()
            guard try await daemon.post(#"{"event":"another"}"#).status == 202 else { throw Refused() }
            try await eventually { reader.isBlocking }
            return { reader.end() }
        },
        StopSituation(name: "a service manager that does not read") { daemon in
            try await begin(daemon)
            try await daemon.notifications?.fill()
            return {}
        },
    ]
}

extension StopSituation {
    /// A disk that takes nothing more while a command runs: its end cannot be written.
    static let fullDisk = StopSituation(
        name: "a disk that is full",
        hooks: "on * run sh -c \"[ $HOOK_ATTEMPT = 1 ] || exit 0; echo > begun; cat gate\"",
        // A limit on the size of files is to be an error, not the end.
        launcher: ["/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"], statuses: [1]
    ) { daemon in
        let gate = try Gate(in: daemon.directory)
        try await begin(daemon)
        let limited = try await Program.run(
            ["--pid", "\(await daemon.pid)", "--fsize=8192"], executable: "/usr/bin/prlimit")
        guard limited.status == 0 else { throw Refused() }
        try await gate.open()
        try await eventually { await daemon.log.contains("error journal-failed") }
        return {}
    }
}
