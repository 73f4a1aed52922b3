#if PostgreSQL
import Formats
import Values

/// Where a database is, and as whom to connect.
struct PostgreSQLAddress: Sendable {
    /// `postgresql://…`, without a password.
    let url: String
    /// The value of `PGPASSWORD`; where there is none, libpq looks for a file.
    let password: Secret?
    /// Called with each statement and the server's process before it is sent; the statements then go one by one.
    ///
    /// Tests pause a session here, to let others in between. Nil outside of them.
    var beforeStatement: (@Sendable (_ sql: String, _ process: Int32) -> Void)?

    /// How long the server works on one statement.
    var statementLimit = Self.statementLimit

    /// How long that is, but for statements that make tables or have large payloads.
    static let statementLimit: Duration = .seconds(30)

    /// The schema with our tables.
    static let schema = "hookrunner"

    /// libpq's keywords; the URL overrides those before it.
    /// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS>
    var parameters: [(String, String)] {
        var parameters = [
            ("fallback_application_name", "hookrunner"), ("client_encoding", "UTF8"), ("connect_timeout", "5"),
            ("tcp_user_timeout", "10000"), ("keepalives_idle", "5"), ("keepalives_interval", "3"),
            ("target_session_attrs", "read-write"),
        ]
        if let password { parameters.append(("password", String(decoding: password.bytes, as: UTF8.self))) }
        return parameters + [("dbname", url)]
    }

    /// Sets whatever a session relies on, so that no `ALTER ROLE … SET`, `ALTER DATABASE … SET` or option of the URL
    /// changes what a statement means, or how durable it is.
    ///
    /// Not among the parameters of the connection, of which poolers accept only some.
    /// <https://www.postgresql.org/docs/current/runtime-config-client.html>
    ///
    /// - Parameter plansOnce: whether statements keep their first plan. That suits statements of a few rows, where planning
    ///   takes longer than execution; it does not suit joins of many.
    /// - Returns: the statement that makes these settings; its first column is the one that no session can change,
    ///   `session_replication_role`.
    func settings(plansOnce: Bool) -> SQL {
        var settings = Self.meaning + Self.endurance + Self.plans
        settings.append(("plan_cache_mode", plansOnce ? "force_generic_plan" : "auto"))
        settings.append(("statement_timeout", "\(Int(statementLimit / .milliseconds(1)))"))
        let calls = settings.map { "set_config('\($0)', '\($1)', false)" }
        let columns =
            ["current_setting('session_replication_role') AS value"] + calls + [Self.durability, Self.newerLimit]
        return "SELECT \(raw: columns.joined(separator: ", "))"
    }

    /// Each statement sees what was committed before it; a lock of a lane serves that alone. A row that a policy would
    /// hide is an error.
    private static let meaning = [
        ("search_path", schema), ("default_transaction_isolation", "read committed"), ("row_security", "off"),
        ("client_encoding", "UTF8"), ("standard_conforming_strings", "on"), ("TimeZone", "UTC"),
        ("client_min_messages", "error"),
    ]

    /// A session lasts while it is idle, and waits for locks as long as for anything else. A transaction does not stay
    /// open, with its locks, when its client has disconnected.
    private static let endurance = [
        ("lock_timeout", "0"), ("idle_session_timeout", "0"), ("idle_in_transaction_session_timeout", "10s"),
        ("tcp_keepalives_idle", "5"), ("tcp_keepalives_interval", "3"), ("tcp_user_timeout", "10000"),
    ]

    /// Every statement is short and goes by an index, also before the server has statistics.
    private static let plans = [
        ("jit", "off"), ("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("enable_indexscan", "on"),
    ]

    /// A commit is on the server's disk, and on that of its synchronous standbys; `remote_apply` asks for more, and stays.
    private static let durability = """
        set_config('synchronous_commit',
            CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)
        """

    /// Servers before PostgreSQL 17 do not have it.
    private static let newerLimit = """
        CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL
            THEN set_config('transaction_timeout', '0', false) END
        """
}
#endif
