import Formats
import Dispatch
package import Values

extension JournalLocation {
    /// Opens the journal for a daemon.
    ///
    /// - Parameters:
    ///   - sharing: what all machines have to agree upon, where there are several.
    ///   - committed: gets the number of operations after each commit.
    ///   - changed: called when another machine has written; a directory is polled with `hasChangedElsewhere`.
    ///   - warn: gets what was changed of owners and modes in a directory, and what an operator should change.
    /// - Returns: the journal.
    /// - Throws: why it cannot be used.
    package func openForDaemon(
        sharing: JournalSharing, committed: @escaping @Sendable (Int) -> Void,
        changed: @escaping @Sendable () -> Void, warn: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(JournalError) -> any Journal {
        switch self {
        case .directory(let path):
            return try await Self.opened { () throws(JournalError) in
                try SQLiteJournal.open(directory: path, mode: .daemon, committed: committed, warn: warn)
            }
        case .database(let url, let password):
            #if PostgreSQL
            let journal = try await PostgreSQLJournal.open(
                url, password: password, mode: .daemon(committed: committed, changed: changed), sharing: sharing)
            for text in try await journal.warnings() { warn(text) }
            return journal
            #else
            throw Self.unknown(url, password)
            #endif
        }
    }

    /// Opens the journal beside the daemons that may use it.
    ///
    /// - Returns: the journal.
    /// - Throws: why it cannot be used.
    package func openForTool() async throws(JournalError) -> any Journal {
        switch self {
        case .directory(let path):
            return try await Self.opened { () throws(JournalError) in
                try SQLiteJournal.open(directory: path, mode: .tool)
            }
        case .database(let url, let password):
            #if PostgreSQL
            return try await PostgreSQLJournal.open(url, password: password, mode: .tool)
            #else
            throw Self.unknown(url, password)
            #endif
        }
    }

    /// Whether a directory of this machine has a journal; a database is only known when it is opened.
    package var exists: Bool {
        guard case .directory(let path) = self else { return true }
        return (try? JournalDirectory.existing(at: path)) != nil
    }

    /// Makes the tables of a database, or brings them up to date; a directory's are made by its daemon.
    ///
    /// - Parameter role: who may use them from now on; nil if it is the role of the URL.
    /// - Returns: the versions before and after.
    /// - Throws: why they are as they were before.
    package func migrate(grantingTo role: String?) async throws(JournalError) -> (from: Int, to: Int) {
        switch self {
        case .directory(let path):
            throw .unavailable(path: path, reason: "a daemon makes and brings up to date the files of a directory")
        case .database(let url, let password):
            #if PostgreSQL
            return try await PostgreSQLJournal.migrate(url, password: password, grantingTo: role)
            #else
            throw Self.unknown(url, password)
            #endif
        }
    }

    /// Opens a directory's journal on a thread of its own: a lock is waited for up to a second, and bringing tables up to
    /// date may take longer. The tasks' threads are few.
    static func opened(
        _ open: @escaping @Sendable () throws(JournalError) -> SQLiteJournal
    ) async throws(JournalError) -> SQLiteJournal {
        let outcome: Result<SQLiteJournal, JournalError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "journal opening").async {
                continuation.resume(returning: Result { () throws(JournalError) in try open() })
            }
        }
        return try outcome.get()
    }

    #if !PostgreSQL
    static func unknown(_ url: String, _: Secret?) -> JournalError {
        .unavailable(
            path: url,
            reason: "this hookrunner was built without PostgreSQL; "
                + "build it with 'make release TRAITS=PostgreSQL', which needs libpq")
    }
    #endif
}
