import Testing
import Values

@Suite struct FileOwnershipTests {
    /// Owner, group, mode, and what speaks against the content for the user 500.
    @Test(arguments: [
        (UInt32(0), UInt32(0), UInt32(0o644), [FileOwnership.Fault]()),
        (0, 0, 0o600, []), (500, 500, 0o600, []), (500, 100, 0o644, []),
        (0, 0, 0o664, []), (500, 500, 0o664, []), (500, 500, 0o2775, []), (0, 65532, 0o440, []),
        (0, 100, 0o664, [.writableByGroup(100)]), (500, 0, 0o664, [.writableByGroup(0)]),
        (0, 0, 0o666, [.writableByOthers]), (500, 500, 0o602, [.writableByOthers]), (0, 0, 0o1777, [.writableByOthers]),
        (0, 100, 0o777, [.writableByOthers, .writableByGroup(100)]),
        (1000, 1000, 0o600, [.foreignOwner(1000)]), (65534, 65534, 0o644, [.foreignOwner(65534)]),
        (1000, 1000, 0o666, [.foreignOwner(1000), .writableByOthers]),
        (1000, 100, 0o620, [.foreignOwner(1000), .writableByGroup(100)]),
    ])
    func `root and the trusted user may write, others may not`(
        owner: UInt32, group: UInt32, mode: UInt32, faults: [FileOwnership.Fault]
    ) {
        #expect(FileOwnership(owner: owner, group: group, mode: mode).faults(trusting: [500]) == faults)
    }

    @Test func `root trusts no other user unless told to`() {
        let file = FileOwnership(owner: 1000, group: 1000, mode: 0o600)
        #expect(file.faults(trusting: [0]) == [.foreignOwner(1000)])
        #expect(file.faults(trusting: [0, 1000]) == [])
    }

    @Test func `the file type is no part of the mode`() {
        let directory = FileOwnership(owner: 0, group: 0, mode: 0o041777)
        #expect(directory.mode == 0o1777 && directory.modeText == "01777" && directory.isSticky)
        #expect(directory.isReadableByOthers)
        #expect(!FileOwnership(owner: 0, group: 0, mode: 0o100640).isReadableByOthers)
    }

    @Test func `a fault reads as the end of a sentence`() {
        let file = FileOwnership(owner: 1000, group: 100, mode: 0o666)
        #expect(
            file.faults(trusting: []).map(\.description) == [
                "belongs to uid 1000", "is writable by all users", "is writable by group 100",
            ])
    }
}
