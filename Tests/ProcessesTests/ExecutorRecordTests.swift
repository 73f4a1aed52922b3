import Formats
import Foundation
import Glibc
import Support
import Testing

@testable import Processes

@Suite struct ExecutorRecordTests {
    private func text(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `a command is on record from before its start until its end`() throws {
        let file = try ExecutorRecordFile.open(in: .memory) { _ in }
        var recorder = ExecutorRecorder(descriptor: file.descriptor)
        let own = try #require(ProcessStatus.of(getpid()))
        #expect(file.read()?.executor == .init(pid: own.pid, started: own.startedAt...own.startedAt))
        #expect(file.read()?.commands == [])
        let (first, begin) = recorder.begin()
        let (second, _) = recorder.begin()
        let pending = try #require(file.read()).commands
        #expect(pending.map(\.pid) == [nil, nil])
        #expect(pending.allSatisfy { $0.started.lowerBound >= begin && $0.started.contains(.now) })
        recorder.note(4711, startedSince: begin, at: first)
        recorder.note(4712, startedSince: begin, at: second)
        #expect(file.read()?.commands.map(\.pid) == [4711, 4712])
        recorder.remove(first)
        #expect(file.read()?.commands.map(\.pid) == [4712])
        let (third, _) = recorder.begin()
        #expect(third == first, "lines are used again")
        #expect(text(of: file.descriptor).utf8.count == 3 * ExecutorRecord.lineLength)
    }

    @Test func `a command on record is found by its pid and its start`() async throws {
        let place = try TemporaryDirectory()
        let file = try ExecutorRecordFile.open(in: .memory) { _ in }
        let gate = try Gate(in: place)
        var recorder = ExecutorRecorder(descriptor: file.descriptor)
        let (line, begin) = recorder.begin()
        let program = try RunningProgram([gate.path], executable: "/bin/cat", directory: place.path)
        recorder.note(program.pid, startedSince: begin, at: line)
        let entry = try #require(file.read()?.commands.first)
        #expect(ProcessStatus.of(program.pid).map(entry.matches) == true)
        #expect(ProcessStatus.of(getpid()).map(entry.matches) == false)
        try await gate.open()
        _ = try await program.status()
    }

    @Test(arguments: [
        "", "boot x executor 1 2", "boot x executor 1 3 2\n", "other x executor 1 2 3\n", "boot x executor a 2 3\n",
    ])
    func `a malformed record is rejected`(text: String) {
        #expect(ExecutorRecord(text: text) == nil)
    }

    @Test func `an incomplete line is ignored`() throws {
        let record = try #require(
            ExecutorRecord(text: "boot x executor 1 2 3\n      \ncommand 5 6 7\ncommand 5 6\ncommand 0 8 9\n"))
        #expect(record.commands.map(\.pid) == [5, nil])
    }

    @Test func `a record in a shared place is reclaimed when daemon and executor are gone`() throws {
        let parent = try TemporaryDirectory()
        let directory = parent.file("records")
        let place = ExecutorRecordFile.Place.shared(directory: directory)
        let living = try ExecutorRecordFile.open(in: place) { _ in Issue.record("there is none yet") }
        // A process that shares the open file keeps the lock: the executor of a daemon that was killed.
        let executors = dup(living.descriptor)
        var abandoned = 0
        do {
            let killed = try ExecutorRecordFile.open(in: place) { _ in abandoned += 1 }
            #expect(abandoned == 0 && killed.descriptor != living.descriptor)
        }
        let next = try ExecutorRecordFile.open(in: place) { _ in abandoned += 1 }
        #expect(abandoned == 1, "the one that was closed, not the two that are open")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 2)
        next.remove()
        close(executors)
    }

    @Test func `a file or directory that other users may have created is rejected`() throws {
        let place = try TemporaryDirectory()
        try place.write("", to: "target")
        #expect(symlink(place.file("target"), place.file("executor")) == 0)
        #expect(throws: ExecutorRecordFile.Unusable.self) {
            try ExecutorRecordFile.open(in: .own(directory: place.path)) { _ in }
        }
        #expect(mkdir(place.file("open"), 0o777) == 0 && chmod(place.file("open"), 0o777) == 0)
        #expect(throws: ExecutorRecordFile.Unusable.self) {
            try ExecutorRecordFile.open(in: .shared(directory: place.file("open"))) { _ in }
        }
    }

    @Test func `the runtime directory is that of systemd, of the session, or of the system`() {
        #expect(
            ExecutorRecordFile.Place.runtimeDirectory(in: [
                "RUNTIME_DIRECTORY": "/run/a:/run/b", "XDG_RUNTIME_DIR": "/x",
            ])
                == .shared(directory: "/run/a/executors"))
        #expect(
            ExecutorRecordFile.Place.runtimeDirectory(in: ["XDG_RUNTIME_DIR": "/run/user/7"])
                == .shared(directory: "/run/user/7/hookrunner"))
    }
}
