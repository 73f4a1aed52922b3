import Values
import Dispatch
import Glibc
import Synchronization

/// The journal of one machine: an SQLite database in a directory of its own.
///
/// WAL, `synchronous=FULL`, one writer: a commit that has returned is on disk. Readers work beside it, those of other
/// processes included.
package final class SQLiteJournal: SQLJournal {
    /// What the journal is opened for.
    package enum Mode: Sendable {
        /// To be the one daemon that owns it; makes what is missing.
        case daemon
        /// To read it and to operate on it, with or without a daemon; creates nothing.
        case tool
    }

    let place: JournalDirectory
    private let writer: GroupCommit
    private let reader: QueueActor<Reader>
    private let peopleReader: QueueActor<Reader>
    private let lock: Mutex<Int32?>
    private let lastDataVersion = Atomic<Int64>(0)

    /// A connection that only reads, until it is closed.
    private final class Reader {
        var database: Database?

        init(_ database: sending Database) { self.database = database }
    }

    private init(
        _ place: JournalDirectory, writer: sending Database, reader: sending Database,
        peopleReader: sending Database? = nil, lock: Int32?, committed: @escaping @Sendable (Int) -> Void
    ) {
        self.place = place
        self.writer = GroupCommit(writer, committed: committed)
        self.reader = QueueActor(Reader(reader), on: QueueExecutor(label: "journal reader"))
        if let peopleReader {
            self.peopleReader = QueueActor(Reader(peopleReader), on: QueueExecutor(label: "journal reader for people"))
        } else {
            self.peopleReader = self.reader
        }
        self.lock = Mutex(lock)
    }

    deinit {
        unlock()
    }

    private func unlock() {
        lock.withLock { lock in
            if let descriptor = lock { Glibc.close(descriptor) }
            lock = nil
        }
    }

    /// Opens the journal in `directory`.
    ///
    /// - Parameters:
    ///   - directory: where it lives.
    ///   - mode: what for.
    ///   - committed: gets the number of operations after each commit.
    ///   - warn: gets what a daemon has changed of owners and modes, or what an operator should change.
    /// - Returns: the journal.
    /// - Throws: `.inUse` if another daemon has it; `.corrupt` and `.tooNew` without having changed anything;
    ///   `.unavailable` if other users own it or can write it.
    package static func open(
        directory: String, mode: Mode, committed: @escaping @Sendable (Int) -> Void = { _ in },
        warn: (String) -> Void = { _ in }
    ) throws(JournalError) -> SQLiteJournal {
        switch mode {
        case .daemon:
            let place = try JournalDirectory.guarded(at: directory, warn: warn)
            let lock = try place.lock()
            do {
                try place.guardFiles(lock: lock, warn: warn)
                return try openForDaemon(place, lock: lock, committed: committed)
            } catch {
                Glibc.close(lock)
                throw error
            }
        case .tool:
            let place = try JournalDirectory.existing(at: directory)
            try place.checkLength()
            let writer = try Database(path: place.file, isReadOnly: false)
            try Schema.check(writer, path: place.file)
            let reader = try Database(path: place.file, isReadOnly: true)
            return SQLiteJournal(place, writer: writer, reader: reader, lock: nil, committed: committed)
        }
    }

    private static func openForDaemon(
        _ place: JournalDirectory, lock: Int32, committed: @escaping @Sendable (Int) -> Void
    ) throws(JournalError) -> SQLiteJournal {
        try place.checkLength()
        let writer = try Database(path: place.file, isReadOnly: false)
        try Schema.migrate(writer, path: place.file)
        try writer.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -8000;
            """)
        let reader = try Database(path: place.file, isReadOnly: true)
        try reader.execute("PRAGMA cache_size = -4000")
        let peopleReader = try Database(path: place.file, isReadOnly: true)
        try place.checkIdentity()
        return SQLiteJournal(
            place, writer: writer, reader: reader, peopleReader: peopleReader, lock: lock, committed: committed)
    }

    /// The daemon that has the journal in `directory`.
    ///
    /// - Parameter directory: where the journal lives.
    /// - Returns: its process id; 0 if it is in another name space of processes, nil if no daemon runs.
    package static func daemon(owning directory: String) -> Int32? {
        (try? JournalDirectory.existing(at: directory))?.owner()
    }

    /// Writes together with everything else that is to be written now.
    func write<Result: Sendable>(
        needsSync: Bool = true, _ body: @escaping @Sendable (Database) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        let outcome: Swift.Result<Result, JournalError> = await withCheckedContinuation { continuation in
            writer.add(
                WriteOperation(
                    needsSync: needsSync,
                    work: { database throws(JournalError) in
                        let result = try body(database)
                        return { error in
                            continuation.resume(returning: error.map { .failure($0) } ?? .success(result))
                        }
                    },
                    fail: { continuation.resume(returning: .failure($0)) }))
        }
        return try outcome.get()
    }

    func read<Result: Sendable>(
        for reader: JournalReader, _ body: @escaping @Sendable (Database) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result {
        try await (reader == .daemon ? self.reader : peopleReader).perform { reader throws(JournalError) in
            guard let database = reader.database else { throw .closed }
            return try body(database)
        }
    }

    func byteCount(over connection: Database) -> Int64 { place.bytes }

    /// Other processes see it in `PRAGMA data_version`.
    func notifyPeers() {}

    package func hasChangedElsewhere() async throws(JournalError) -> Bool {
        let version = try await writer.dataVersion()
        return lastDataVersion.exchange(version, ordering: .relaxed) != version
    }

    package func close() async {
        for reader in [reader, peopleReader] { try? await reader.perform { $0.database = nil } }
        await writer.close()
        unlock()
    }
}
