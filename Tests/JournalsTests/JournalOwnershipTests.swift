import Formats
import Foundation
import Glibc
import Support
import Synchronization
import Testing
import Values

@testable import Journals

/// Who may own and write a journal, and what happens to one that others can read.
@Suite(.timeLimit(.minutes(4))) struct JournalOwnershipTests {
    private static let other: uid_t = 65_534

    private static let rows: [(owner: UInt32, group: UInt32, mode: UInt32, user: UInt32, JournalGuard)] = [
        (0, 0, 0o700, 0, .accept), (0, 0, 0o755, 0, .restrict), (0, 0, 0o777, 0, .restrict),
        (7, 7, 0o700, 0, .refuse(.foreignOwner(7))), (7, 7, 0o600, 8, .refuse(.foreignOwner(7))),
        (7, 7, 0o700, 7, .accept), (7, 9, 0o770, 7, .restrict), (7, 7, 0o500, 7, .accept),
        // Root's, which its user cannot change: a volume with fsGroup.
        (0, 7, 0o2775, 7, .accept), (0, 9, 0o2770, 7, .refuse(.writableByGroup(9))),
        (0, 0, 0o777, 7, .refuse(.writableByOthers)), (0, 0, 0o755, 7, .accept),
    ]

    @Test(arguments: rows)
    func `what is done about an owner and a mode`(
        owner: UInt32, group: UInt32, mode: UInt32, user: UInt32, expected: JournalGuard
    ) {
        let ownership = FileOwnership(owner: owner, group: group, mode: mode)
        #expect(JournalGuard(ownership, user: user, groups: [user]) == expected)
    }

    /// Opens a daemon's journal, and returns what it warned of.
    private func open(_ path: String) async throws -> [String] {
        let warnings = Mutex<[String]>([])
        let journal = try SQLiteJournal.open(
            directory: path, mode: .daemon,
            warn: { text in
                warnings.withLock { $0.append(text) }
            })
        await journal.close()
        return warnings.withLock { $0 }
    }

    private func mode(of path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `a journal that others can read is restricted, with a warning`() async throws {
        let place = try TemporaryDirectory()
        let path = place.file("journal")
        _ = try await open(path)
        chmod(path, 0o755)
        chmod("\(path)/journal.db", 0o644)
        chmod("\(path)/lock", 0o666)
        let warnings = try await open(path)
        #expect(warnings.count == 3)
        #expect(
            warnings.contains("journal \(path)/journal.db: its mode was 0644, so others had access; it is 0600 now"))
        #expect(try mode(of: path) == 0o700)
        for file in ["journal.db", "lock"] { #expect(try mode(of: "\(path)/\(file)") == 0o600) }
        #expect(try await open(path) == [])
    }

    @Test func `a directory that holds other things, too, keeps its mode`() async throws {
        let place = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: place.file("shared"), withIntermediateDirectories: true)
        try place.write("x", to: "shared/archive")
        chmod(place.file("shared"), 0o755)
        #expect(try await open(place.file("shared")) == [])
        #expect(try mode(of: place.file("shared")) == 0o755)
        #expect(try mode(of: place.file("shared/journal.db")) == 0o600)
        chmod(place.file("shared"), 0o1777)
        await #expect(throws: JournalError.self) { try await open(place.file("shared")) }
        #expect(try mode(of: place.file("shared")) == 0o1777)
    }

    @Test(arguments: ["journal.db", "journal.db-wal", "lock"])
    func `a symbolic link in place of a file is refused, and leads nowhere`(name: String) async throws {
        let place = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: place.file("journal"), withIntermediateDirectories: true)
        symlink(place.file("elsewhere"), place.file("journal/\(name)"))
        let error = await #expect(throws: JournalError.self) { try await open(place.file("journal")) }
        #expect(error?.description.contains("symbolic link") == true, "\(String(describing: error))")
        #expect(place.text(of: "elsewhere") == nil)
    }

    @Test func `a directory is found through links that only root or its user can change`() async throws {
        let place = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: place.file("real"), withIntermediateDirectories: true)
        symlink("real/../real/journal", place.file("link"))
        #expect(try await open(place.file("link")) == [])
        #expect(place.text(of: "real/journal/journal.db") != nil)
        let tool = try SQLiteJournal.open(directory: place.file("link"), mode: .tool)
        #expect(try await tool.deliveries(matching: DeliveryQuery()).isEmpty)
        await tool.close()
        symlink("circle", place.file("circle"))
        await #expect(throws: JournalError.self) { try await open(place.file("circle")) }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `the journal of another user is refused, with what to do`() async throws {
        let place = try TemporaryDirectory()
        let path = place.file("journal")
        _ = try await open(path)
        for name in ["", "/journal.db", "/lock"] {
            chown(path + name, Self.other, Self.other)
            let error = await #expect(throws: JournalError.self) { try await open(path) }
            let text = try #require(error).description
            #expect(text.hasPrefix("cannot use the journal \(path)\(name): it belongs to uid 65534, who could"))
            #expect(text.contains("chown -R"))
            chown(path + name, 0, 0)
        }
        #expect(try await open(path) == [])
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `root reads and changes the journal of a daemon that is another user`() async throws {
        let place = try TemporaryDirectory()
        let path = place.file("journal")
        let journal = try SQLiteJournal.open(directory: path, mode: .daemon)
        let delivery = try await journal.record(1, hooks: "a")
        for name in ["", "/journal.db", "/journal.db-wal", "/journal.db-shm", "/lock"] {
            chown(path + name, Self.other, Self.other)
        }
        let tool = try SQLiteJournal.open(directory: path, mode: .tool)
        #expect(try await tool.delivery(delivery.id) != nil)
        #expect(try await tool.cancel([delivery.id]) == 1)
        await tool.close()
        await journal.close()
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `a way that others can change is warned of`() async throws {
        let place = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: place.file("way"), withIntermediateDirectories: true)
        chown(place.file("way"), Self.other, Self.other)
        let warnings = try await open(place.file("way/journal"))
        #expect(warnings.count == 1 && warnings[0].contains("\(place.file("way")) belongs to uid 65534"))
        #expect(try mode(of: place.file("way/journal")) == 0o700)
    }
}
