import Formats
import Settings
import Synchronization
import Testing

@testable import Daemon

@Suite struct ChangeWatchTests {
    /// Files that a test changes while they are watched.
    private final class Files: Sendable {
        private let contents: Mutex<[String: String]>
        init(_ contents: [String: String]) { self.contents = Mutex(contents) }

        func write(_ text: String?, to path: String) { contents.withLock { $0[path] = text } }

        var source: FileSource {
            FileSource(
                read: { path, _ in self.text(path).map { .success(.init(Array($0.utf8))) } ?? .failure(.missing) },
                status: { path in self.text(path) == nil ? .failure(.missing) : .success(FileSource.Status()) },
                stamp: { path in self.text(path).map { FileSource.Stamp($0.utf8.map { Int64($0) }) } },
                matches: { _ in self.contents.withLock { $0.keys.filter { $0.hasPrefix("/d/") }.sorted() } },
                workingDirectory: "/")
        }

        private func text(_ path: String) -> String? { contents.withLock { $0[path] } }
    }

    private func watch(_ files: Files) -> ChangeWatch {
        ChangeWatch(ConfigurationFile.load("/main", environment: [:], files: files.source, needs: .serve).sources)
    }

    @Test func `unchanged files are not reloaded`() {
        var watch = watch(Files(["/main": "include /d/*\n", "/d/a": ""]))
        #expect((0..<5).map { _ in watch.look() } == [false, false, false, false, false])
    }

    @Test(arguments: ["/main", "/d/a", "/d/new"])
    func `a changed or new file is reloaded when two looks find it the same`(path: String) {
        let files = Files(["/main": "include /d/*\n", "/d/a": ""])
        var watch = watch(files)
        files.write("# changed\ninclude /d/*\n", to: path)
        #expect([watch.look(), watch.look()] == [false, true])
    }

    @Test func `a removed file causes a reload, and so does one that appears again`() {
        let files = Files(["/main": "include /d/*\n", "/d/a": ""])
        var watch = watch(files)
        files.write(nil, to: "/d/a")
        #expect([watch.look(), watch.look()] == [false, true])
        files.write("", to: "/d/a")
        #expect([watch.look(), watch.look()] == [false, false], "it is as it was when it was read")
    }

    @Test func `of a thousand errors a reload logs the first, and the number of the others`() {
        let lines = (0..<1000).map { "mistake-\($0)\n" }.joined()
        let files = Files(["/main": lines])
        let reload = Reload(ConfigurationFile.load("/main", environment: [:], files: files.source, needs: .serve))
        #expect(reload.configuration == nil && reload.warnings == [])
        #expect(reload.errors.count == Reload.shown + 1)
        #expect(reload.errors.first?.hasPrefix("/main:1: ") == true)
        #expect(reload.errors.last?.contains("more; 'hookrunner check' shows all") == true)
    }

    @Test func `a burst of writes causes one reload, at its end`() {
        let files = Files(["/main": ""])
        var watch = watch(files)
        var looks: [Bool] = []
        for change in 0..<4 {
            files.write("# \(change)", to: "/main")
            looks.append(watch.look())
        }
        #expect(looks + [watch.look()] == [false, false, false, false, true])
    }
}
