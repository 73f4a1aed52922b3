import Formats
import Foundation
import Support
import Synchronization
import Testing
import Values

@testable import Processes

/// Real commands: what a pipe, a signal or a stubborn child can do, one test each.
@Suite(.timeLimit(.minutes(4))) struct LocalCommandsTests {
    let commands = LocalCommands()

    private func invocation(
        _ arguments: [String], input: [UInt8] = [], timeout: Duration = .seconds(50), streams: Bool = false,
        directory: String? = nil
    ) -> CommandInvocation {
        CommandInvocation(
            arguments: arguments,
            environment: [EnvironmentVariable("PATH", "/usr/local/bin:/usr/bin:/bin"), EnvironmentVariable("X", "1")],
            directory: directory, input: input, timeout: timeout, streamsOutput: streams)
    }

    private func run(_ arguments: String..., input: [UInt8] = [], timeout: Duration = .seconds(50)) async
        -> CommandResult
    {
        await commands.run(invocation(arguments, input: input, timeout: timeout)) { _ in }
    }

    private func shell(_ script: String, input: [UInt8] = [], timeout: Duration = .seconds(50)) async -> CommandResult {
        await run("sh", "-c", script, input: input, timeout: timeout)
    }

    @Test(arguments: [0, 1, 7, 100, 255])
    func `an exit status is the command's`(status: Int) async {
        #expect(await shell("exit \(status)").exit == .status(status))
    }

    @Test func `a signal is distinguished from a status`() async {
        #expect(await shell("kill -TERM $$").exit == .signal(15))
        #expect(await shell("kill -KILL $$").exit == .signal(9))
    }

    @Test func `standard input arrives byte for byte, however long`() async {
        var generator = SystemRandomNumberGenerator()
        let input = (0..<(3 << 20)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let digest = await run("sha256sum", input: input)
        #expect(digest.exit == .status(0))
        let echoed = await shell("tail -c 65536", input: input)
        #expect(echoed.output == Array(input.suffix(65_536)))
    }

    @Test func `a command that never reads 1 MiB, or exits at once, is not in error`() async {
        let input = [UInt8](repeating: 0x78, count: 1 << 20)
        #expect(await shell("exec <&-; echo fine", input: input).exit == .status(0))
        #expect(await run("true", input: input).exit == .status(0))
        #expect(await shell("sleep 0.2; exit 3", input: input).exit == .status(3))
    }

    @Test func `output is kept in the order of writing, and only its end`() async {
        let both = await shell("echo one; echo two >&2; echo three")
        #expect(String(decoding: both.output, as: UTF8.self) == "one\ntwo\nthree\n")
        let much = await shell("head -c 300000000 /dev/zero | tr '\\0' x; printf end")
        #expect(much.exit == .status(0))
        #expect(much.outputBytes == 300_000_003)
        #expect(much.output.count == OutputTail.capacity)
        #expect(String(decoding: much.output.suffix(4), as: UTF8.self) == "xend")
    }

    /// Trap 2: Foundation's own handler would wait for the background child, who holds its socket and the pipe.
    @Test func `a background child that keeps the output open delays nothing`() async throws {
        let place = try TemporaryDirectory()
        let gate = try Gate(in: place)
        let result = await shell("(cat \(gate.path); echo > \(place.file("over"))) & echo begun; exit 7")
        #expect(result.exit == .status(7))
        #expect(String(decoding: result.output, as: UTF8.self) == "begun\n")
        try await gate.open()  // it was left running, as cron does
        try await eventually { place.text(of: "over") != nil }
    }

    /// Trap 3: Foundation would wait for a command that closes its socket, or writes to it, and for no other meanwhile.
    @Test(arguments: ["exec $fd>&-", "printf x >&$fd"])
    func `a command that closes or writes to inherited descriptors delays no other`(deed: String) async throws {
        let place = try TemporaryDirectory()
        let gate = try Gate(in: place)
        let script =
            "for fd in {3..40}; do eval \"\(deed)\"; done 2>/dev/null; echo > \(place.file("begun")); cat \(gate.path)"
        async let meddler = run("bash", "-c", script)
        try await eventually { place.text(of: "begun") != nil }
        let other = await shell("echo $$; exit 7")
        #expect(other.exit == .status(7))
        let pid = try #require(Int32(String(decoding: other.output, as: UTF8.self).dropLast()))
        try await eventually { kill(pid, 0) != 0 }  // not even a zombie is left
        try await gate.open()
        #expect(await meddler.exit == .status(0))
    }

    /// Trap 5: Foundation would leave one socket open.
    @Test func `a command inherits nothing but its streams`() async {
        let result = await shell("ls -1 /proc/$$/fd; :")
        let open = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        #expect(open == ["0", "1", "2"])
    }

    /// Traps 1 and 6: a command started from a task would have SIGTERM blocked, and one under SIG_IGN would keep that.
    @Test func `a command blocks and ignores no signal, and leads a group of its own`() async throws {
        let status = await shell("grep -E '^Sig(Blk|Ign)' /proc/self/status; ps -o pid=,pgid= -p $$")
        let lines = String(decoding: status.output, as: UTF8.self).split(separator: "\n").map { String($0) }
        #expect(lines.count == 3)
        for line in lines.prefix(2) {
            let mask = try #require(UInt64(line.split(separator: "\t").last ?? "", radix: 16))
            // The C library ignores 32 and 33, its own, in every child of posix_spawn(3).
            #expect(mask & 0x7FFF_FFFF == 0, "\(line)")
        }
        let ids = lines[2].split(separator: " ")
        #expect(ids.count == 2 && ids[0] == ids[1])
    }

    @Test func `the environment is exactly what was given`() async {
        let result = await run("env")
        let lines = Set(String(decoding: result.output, as: UTF8.self).split(separator: "\n"))
        #expect(lines == ["PATH=/usr/local/bin:/usr/bin:/bin", "X=1"])
    }

    @Test func `the working directory is what was given`() async throws {
        let place = try TemporaryDirectory()
        let result = await commands.run(invocation(["pwd"], directory: place.path)) { _ in }
        #expect(String(decoding: result.output, as: UTF8.self) == "\(place.path)\n")
        let missing = await commands.run(invocation(["pwd"], directory: place.file("no"))) { _ in }
        #expect(missing.exit == .notStarted("cannot run in '\(place.file("no"))': no such directory"))
    }

    @Test func `a relative directory in PATH is resolved from the working directory`() async throws {
        let place = try TemporaryDirectory()
        try place.write("#!/bin/sh\necho ran\n", to: "only-here", mode: 0o755)
        let relative = CommandInvocation(
            arguments: ["only-here"], environment: [EnvironmentVariable("PATH", ".")], directory: place.path, input: [],
            timeout: .seconds(50))
        #expect(await commands.run(relative) { _ in }.output == Array("ran\n".utf8))
    }

    @Test func `a command that cannot be run has a reason`() async throws {
        let place = try TemporaryDirectory()
        let plain = try place.write("#!/bin/sh\n", to: "plain")
        let odd = try place.write("just text\n", to: "odd", mode: 0o755)
        let lost = try place.write("#!/no/such/interpreter\n", to: "lost", mode: 0o755)
        let cases = [
            (place.file("none"), "cannot run '\(place.file("none"))': no such file"),
            (plain, "cannot run '\(plain)': permission denied; make it executable with chmod +x"),
            (place.path, "cannot run '\(place.path)': it is a directory"),
            (odd, "cannot run '\(odd)': it is not a program and has no '#!' line that names an interpreter"),
            (lost, "cannot run '\(lost)': the interpreter in its '#!' line is missing, or the line ends in CR LF"),
            ("no-such-program", "cannot run 'no-such-program': not found in PATH (/usr/local/bin:/usr/bin:/bin)"),
        ]
        for (program, reason) in cases { #expect(await run(program).exit == .notStarted(reason)) }
    }

    @Test func `the whole group gets SIGTERM after the timeout`() async throws {
        let place = try TemporaryDirectory()
        let script = "sh -c 'echo $$ > \(place.file("child")); exec sleep 1000' & wait"
        let result = await shell(script, timeout: .seconds(5))
        #expect(result.exit == .timedOut)
        let child = try #require(place.text(of: "child").flatMap { Int32($0.dropLast()) })
        try await eventually { kill(child, 0) != 0 }
    }

    @Test func `a command that ignores SIGTERM gets SIGKILL`() async throws {
        let output = Mutex("")
        let script = "trap '' TERM; echo $$; exec sleep 1000"
        let task = Task {
            await commands.run(invocation(["sh", "-c", script], streams: true)) { event in
                if case .output(let bytes) = event { output.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
            }
        }
        try await eventually { output.withLock { $0.hasSuffix("\n") } }
        let pid = try #require(Int32(output.withLock { $0.dropLast() }))
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let ignored = try #require(status.firstMatch(of: /SigIgn:\s*([0-9a-f]+)/)).output.1
        let mask = try #require(UInt64(ignored, radix: 16))
        try #require(mask & 1 << UInt64(SIGTERM - 1) != 0, "it ignores SIGTERM, so SIGTERM cannot end it")
        await commands.stopAll(patience: .milliseconds(50))
        #expect(await task.value.exit == .interrupted)
        try await eventually { kill(pid, 0) != 0 }
    }

    @Test func `a cancelled task ends its command`() async throws {
        let pid = Mutex<Int32?>(nil)
        let task = Task {
            await commands.run(invocation(["sleep", "1000"])) { event in
                if case .started(let number) = event { pid.withLock { $0 = number } }
            }
        }
        try await eventually { pid.withLock { $0 } != nil }
        task.cancel()
        #expect(await task.value.exit == .interrupted)
        let number = try #require(pid.withLock { $0 })
        try await eventually { kill(number, 0) != 0 }
    }
}
