#if PostgreSQL
import CPostgreSQL
import Glibc

/// One connection to a PostgreSQL server, confined to the queue of its owner.
///
/// The only file that touches libpq, hence the unsafe pointers: a connection and its results are C objects, and live
/// exactly as long as the Swift objects here. It never waits without an end: when the server has neither taken nor sent
/// anything for too long, the caller gets an error, and the connection is not to be used any more. <https://www.postgresql.org/docs/current/libpq.html>
final class PostgreSQLConnection: SQLConnection {
    static let dialect = SQLDialect.postgresql

    private let handle: OpaquePointer
    private let address: PostgreSQLAddress
    /// The names of prepared statements, by their text.
    private var names: [String: String] = [:]
    /// A few writes take so much.
    private static let mostBytesAtOnce = 4 << 20

    /// Connects.
    ///
    /// - Parameters:
    ///   - address: where to, and as whom.
    ///   - plansOnce: whether its statements are of a few rows: `PostgreSQLAddress.settings`.
    /// - Throws: `.unavailable`.
    init(to address: PostgreSQLAddress, plansOnce: Bool) throws(JournalError) {
        self.address = address
        let parameters = address.parameters
        let keys = parameters.map(\.0).cStrings
        let values = parameters.map(\.1).cStrings
        defer { (keys + values).forEach { free($0) } }
        let made = PQconnectdbParams(
            keys.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
        guard let made else { throw .unavailable(path: address.url, reason: "out of memory") }
        handle = made
        guard PQstatus(handle) == CONNECTION_OK else {
            // libpq has no state to ask for the code of a refused connection.
            throw .unavailable(path: address.url, reason: message)
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        PQsetnonblocking(handle, 1)
        try check()
        PQenterPipelineMode(handle)
        let settings = try run(address.settings(plansOnce: plansOnce))
        try check(replicationRole: settings[0].text(.value))
    }

    deinit {
        PQfinish(handle)
    }

    private func check() throws(JournalError) {
        func parameter(_ name: String) -> String {
            PQparameterStatus(handle, name).map { String(cString: $0) } ?? ""
        }
        guard parameter("server_encoding") == "UTF8" else {
            throw .unavailable(
                path: address.url,
                reason: "the database has the encoding \(parameter("server_encoding")); make one with UTF8")
        }
        guard parameter("in_hot_standby") != "on" else {
            throw .unavailable(path: address.url, reason: "the server is a standby, which only reads")
        }
    }

    /// Triggers count runs. Only a superuser may turn them off for a session, and only a superuser may turn them on.
    private func check(replicationRole role: String) throws(JournalError) {
        guard role == "origin" else {
            throw .unavailable(
                path: address.url,
                reason: "session_replication_role is '\(role)', so triggers do not run; "
                    + "remove that setting with ALTER ROLE or ALTER DATABASE … RESET session_replication_role")
        }
    }

    /// The process of the server that serves this connection.
    var process: Int32 { PQbackendPID(handle) }

    /// The connection's socket, for as long as the connection lives.
    var socket: Int32 { PQsocket(handle) }

    /// Sends all statements at once, and returns the rows of each: one round trip.
    ///
    /// - Parameters:
    ///   - statements: a transaction of their own, unless they say otherwise. After an error none of the rest is done.
    ///   - limit: how long the server may be silent; longer after many bytes, which it has to write.
    /// - Returns: what each of them gives.
    /// - Throws: the first error. The connection must not be used any more then.
    func run(
        _ statements: [SQL], within limit: Duration = PostgreSQLSession.limit
    ) throws(JournalError) -> [PostgreSQLRows] {
        let statements = statements.map { $0.rendered(for: Self.dialect) }
        guard let pause = address.beforeStatement else { return try runTogether(statements, within: limit) }
        var results: [PostgreSQLRows] = []
        for statement in statements {
            pause(statement.text, process)
            results += try runTogether([statement], within: limit)
        }
        return results
    }

    private func runTogether(
        _ statements: [(text: String, values: [SQLValue])], within limit: Duration
    ) throws(JournalError) -> [PostgreSQLRows] {
        let values = statements.map { $0.values.map(\.bytes) }
        let bytes = values.joined().reduce(0) { $0 + ($1?.count ?? 0) }
        let limit = limit + Self.time(toWrite: bytes)
        var isPreparation: [Bool] = []
        try sending(bytes, within: limit) { () throws(JournalError) in
            for (statement, blobs) in zip(statements, values) {
                isPreparation += try send(statement.text, statement.values, blobs)
            }
            guard PQpipelineSync(handle) == 1 else { throw lost }
            try flush(within: limit)
        }
        let results = try results(within: limit)
        guard results.count == isPreparation.count else { throw lost }
        return zip(results, isPreparation).filter { !$1 }.map(\.0)
    }

    /// Sends in the way that suits this number of bytes.
    ///
    /// After each partial write, libpq moves all that is left to the front of its buffer, and a socket takes a megabyte at
    /// a time: hundreds of megabytes would be moved hundreds of times. A blocking libpq moves nothing, but knows no limit;
    /// so the socket is shut down when the time has elapsed.
    private func sending(
        _ bytes: Int, within limit: Duration, _ body: () throws(JournalError) -> Void
    ) throws(JournalError) {
        guard bytes > Self.mostBytesAtOnce else { return try body() }
        guard PQsetnonblocking(handle, 0) == 0 else { throw lost }
        let watchdog = SocketWatchdog(of: socket, after: limit)
        defer { watchdog.cancel() }
        try body()
        guard PQsetnonblocking(handle, 1) == 0 else { throw lost }
    }

    /// How long a server with a slow disk may need for a payload: a second for each MiB.
    static func time(toWrite bytes: Int) -> Duration { .seconds(Double(bytes) / Double(1 << 20)) }

    /// Runs one statement.
    func run(_ statement: SQL, within limit: Duration = PostgreSQLSession.limit) throws(JournalError) -> PostgreSQLRows
    {
        try run([statement], within: limit)[0]
    }

    func rows<Element>(_ query: SQL, _ make: (PostgreSQLRow) -> Element) throws(JournalError) -> [Element] {
        try run(query).map(make)
    }

    @discardableResult
    func change(_ statement: SQL) throws(JournalError) -> Int { try run(statement).changes }

    /// Reads what the server has sent without being asked, and returns the processes that have notified.
    func notifications() throws(JournalError) -> [Int32] {
        guard PQconsumeInput(handle) == 1 else { throw lost }
        var processes: [Int32] = []
        while let notification = PQnotifies(handle) {
            processes.append(notification.pointee.be_pid)
            PQfreemem(notification)
        }
        return processes
    }

    /// Returns, in their order, what was sent: false for the statement, true before it for its preparation.
    private func send(_ sql: String, _ values: [SQLValue], _ blobs: [[UInt8]?]) throws(JournalError) -> [Bool] {
        let known = names[sql]
        let isNew = known == nil
        let name = known ?? "s\(names.count)"
        if isNew {
            let types = values.map { Oid($0.type) }
            guard PQsendPrepare(handle, name, sql, Int32(types.count), types) == 1 else { throw lost }
            names[sql] = name
        }
        let sent = Self.withPointers(to: blobs[...], []) { pointers in
            PQsendQueryPrepared(
                handle, name, Int32(blobs.count), pointers, blobs.map { Int32($0?.count ?? 0) },
                blobs.map { _ in 1 }, 1)
        }
        guard sent == 1 else { throw lost }
        return isNew ? [true, false] : [false]
    }

    private static func withPointers(
        to blobs: ArraySlice<[UInt8]?>, _ pointers: [UnsafePointer<CChar>?],
        _ body: ([UnsafePointer<CChar>?]) -> Int32
    ) -> Int32 {
        guard let first = blobs.first else { return body(pointers) }
        guard let first else { return withPointers(to: blobs.dropFirst(), pointers + [nil], body) }
        // An empty array may have no address, and would be NULL.
        return (first.isEmpty ? [0] : first).withUnsafeBytes { bytes in
            withPointers(
                to: blobs.dropFirst(), pointers + [bytes.baseAddress?.assumingMemoryBound(to: CChar.self)], body)
        }
    }

    private func flush(within limit: Duration) throws(JournalError) {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                // The server may have to get rid of its answers before it reads on.
                try wait(for: POLLIN | POLLOUT, within: limit)
                guard PQconsumeInput(handle) == 1 else { throw lost }
            default: throw lost
            }
        }
    }

    private func results(within limit: Duration) throws(JournalError) -> [PostgreSQLRows] {
        var results: [PostgreSQLRows] = []
        var failure: JournalError?
        while true {
            while PQisBusy(handle) == 1 {
                try wait(for: POLLIN, within: limit)
                guard PQconsumeInput(handle) == 1 else { throw failure ?? lost }
            }
            guard let result = PQgetResult(handle) else {
                guard PQstatus(handle) == CONNECTION_OK else { throw failure ?? lost }
                continue
            }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                if let failure { throw failure }
                return results
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: results.append(PostgreSQLRows(result))
            case PGRES_PIPELINE_ABORTED: break
            default:
                failure = failure ?? error(of: result)
                guard PQstatus(handle) == CONNECTION_OK else { throw failure ?? lost }
            }
        }
    }

    /// Returns when the server has taken or sent something.
    private func wait(for events: Int32, within limit: Duration) throws(JournalError) {
        let deadline = ContinuousClock.now + limit
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
        var left = limit
        while left > .zero {
            let milliseconds = min((left / .milliseconds(1)).rounded(.up), 60_000)
            if poll(&descriptor, 1, Int32(milliseconds)) > 0 { return }
            left = deadline - .now
        }
        throw .unavailable(path: address.url, reason: "the database does not answer")
    }

    private var lost: JournalError { .unavailable(path: address.url, reason: message) }

    private var message: String {
        let text = String(cString: PQerrorMessage(handle)).asOneLine
        return text.isEmpty ? "the connection is lost" : text
    }

    /// What a code means for us: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    private func error(of result: OpaquePointer) -> JournalError {
        let code = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        let text = String(cString: PQresultErrorMessage(result)).asOneLine
        switch code {
        case "53100": return .full(path: address.url)
        case "3F000", "42P01", "42703", "42883":
            return .unavailable(
                path: address.url, reason: "\(text); make its tables with 'hookrunner journal migrate'")
        case "42P05", "26000":
            // A statement was prepared for another client.
            return .unavailable(
                path: address.url,
                reason: "\(text); a pooler in front of the database has to keep sessions: pool_mode = session")
        default: return .unavailable(path: address.url, reason: text)
        }
    }
}

extension PostgreSQLRows {
    /// Copies what a result has.
    fileprivate init(_ result: OpaquePointer) {
        let columns = 0..<PQnfields(result)
        let positions = ColumnPositions(names: columns.map { String(cString: PQfname(result, $0)) })
        rows = (0..<PQntuples(result)).map { row in
            PostgreSQLRow(
                values: columns.map { column in
                    guard PQgetisnull(result, row, column) == 0 else { return nil }
                    return Array(
                        UnsafeRawBufferPointer(
                            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column))))
                }, columns: positions)
        }
        changes = Int(String(cString: PQcmdTuples(result))) ?? 0
    }
}

extension [String] {
    /// Copies for C, to be freed.
    fileprivate var cStrings: [UnsafeMutablePointer<CChar>?] { map { strdup($0) } }
}

extension String {
    /// libpq's messages have several lines, the last with a line end.
    fileprivate var asOneLine: String {
        split(separator: "\n").joined(separator: " ").replacing("\t", with: "")
    }
}
#endif
