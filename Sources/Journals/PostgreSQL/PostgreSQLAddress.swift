#if PostgreSQL
import Values

/// Where a database is, and as whom to connect.
struct PostgreSQLAddress: Sendable {
    /// `postgresql://…`, without a password.
    let url: String
    /// The value of `PGPASSWORD`; where there is none, libpq looks for a file.
    let password: Secret?

    /// The schema with our tables.
    static let schema = "hookrunner"

    /// libpq's keywords; what stands in the URL goes before those that come before it.
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

    /// Every statement is a short one that goes by an index: no plan for a moment without statistics, and no
    /// transaction stays open, with its locks, because its client is gone. Not among the parameters of the connection, of which
    /// poolers take only some.
    ///
    /// - Parameter plansOnce: whether statements keep their first plan: that is good for those of a few rows, where making
    ///   another takes longer than the statement, and bad for joins of many.
    /// - Returns: the statement that makes these settings.
    static func settings(plansOnce: Bool) -> PostgreSQLStatement {
        let settings = [
            ("search_path", schema), ("statement_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "10s"), ("tcp_keepalives_idle", "5"),
            ("tcp_keepalives_interval", "3"), ("tcp_user_timeout", "10000"), ("jit", "off"),
            ("plan_cache_mode", plansOnce ? "force_generic_plan" : "auto"),
            ("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("client_min_messages", "error"),
        ]
        let calls = settings.map { "set_config('\($0)', '\($1)', false)" }
        return PostgreSQLStatement("SELECT \(calls.joined(separator: ", "))")
    }
}
#endif
