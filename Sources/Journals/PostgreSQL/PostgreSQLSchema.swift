#if PostgreSQL
/// The tables of a shared journal, and how older ones become current.
enum PostgreSQLSchema {
    /// How long a change of the tables may take: building an index over many rows takes minutes.
    static let limit: Duration = .seconds(600)
    private static let schema = PostgreSQLAddress.schema

    /// What each version adds to the one before it. Never changed, only added to.
    ///
    /// The states are those of `StoredState`. There are no foreign keys: what belongs together is written by one
    /// statement, and each key would cost a query of its other end.
    static let migrations = [
        [
            """
            CREATE TABLE hooks (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                endpoint text NOT NULL,
                name text NOT NULL,
                UNIQUE (endpoint, name)
            )
            """,
            """
            CREATE TABLE deliveries (
                key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                id text COLLATE "C" NOT NULL UNIQUE,
                endpoint text NOT NULL,
                provider text NOT NULL,
                event text NOT NULL,
                received bigint NOT NULL,
                fingerprint bytea,
                body bytea NOT NULL
            )
            """,
            // A name may be longer than an entry of an index.
            #"CREATE INDEX deliveries_by_event ON deliveries (left(event, 100) COLLATE "C", id)"#,
            // The latest delivery of each fingerprint: of two machines that write an equal one, the second waits here.
            """
            CREATE TABLE fingerprints (
                key bytea PRIMARY KEY,
                delivery text COLLATE "C" NOT NULL,
                received bigint NOT NULL,
                since bigint NOT NULL
            )
            """,
            // Where a row has been updated there is room for the next update, so that few indexes change.
            """
            CREATE TABLE runs (
                key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                delivery bigint NOT NULL,
                hook bigint NOT NULL,
                lane text,
                state bigint NOT NULL,
                due bigint NOT NULL,
                attempts bigint NOT NULL DEFAULT 0,
                failures bigint NOT NULL DEFAULT 0,
                stop bigint NOT NULL DEFAULT 0,
                claimed bigint,
                claimer bigint,
                command bigint,
                lease bigint
            ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)
            """,
            "CREATE INDEX runs_by_delivery ON runs (delivery)",
            "CREATE INDEX runs_due ON runs (hook, due, key) WHERE state = 0",
            "CREATE INDEX runs_in_lanes ON runs (hook, lane, key) WHERE lane IS NOT NULL AND state < 3",
            "CREATE INDEX runs_first_in_lanes ON runs (hook, lane) WHERE lane IS NOT NULL AND state IN (0, 2)",
            "CREATE INDEX runs_by_state ON runs (state, delivery)",
            "CREATE INDEX runs_held ON runs (hook, due) WHERE state = 1",
            """
            CREATE TABLE attempts (
                run bigint NOT NULL,
                number bigint NOT NULL,
                started bigint NOT NULL,
                finished bigint NOT NULL,
                exit bigint NOT NULL,
                value bigint NOT NULL,
                reason text,
                output bytea NOT NULL,
                bytes bigint NOT NULL,
                PRIMARY KEY (run, number)
            )
            """,
            // What is known of alerts: AlertRecord.
            """
            CREATE TABLE alerts (
                name text COLLATE "C" PRIMARY KEY,
                watched bigint NOT NULL,
                started bigint,
                ended bigint,
                held bigint,
                figure bigint,
                tell bigint,
                attempts bigint NOT NULL,
                telling bigint NOT NULL
            )
            """,
            // A lane's value may be longer than an entry of an index.
            """
            CREATE FUNCTION lane_name(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
                SELECT CASE WHEN octet_length(value) > 400
                    THEN left(value, 50) || encode(sha256(convert_to(value, 'UTF8')), 'hex') ELSE value END
            $$
            """,
            // The database's clock, in milliseconds since 1970: that of leases.
            """
            CREATE FUNCTION clock() RETURNS bigint LANGUAGE sql VOLATILE AS $$
                SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
            $$
            """,
        ] + tallies + minutes,
        // Tells a recorded request whose id was changed: JournalEntry.Fingerprint.
        ["ALTER TABLE deliveries ADD COLUMN signature bytea"],
        untold,
        // The address of the client that sent a delivery.
        ["ALTER TABLE deliveries ADD COLUMN client text"],
    ]

    /// Failed runs that the `on-failure` command has not reported yet: UnreportedFailure. Roles that may use the other tables may
    /// use this one.
    private static let untold = [
        """
        CREATE TABLE untold (
            run bigint PRIMARY KEY,
            attempt bigint NOT NULL,
            tell bigint NOT NULL,
            attempts bigint NOT NULL,
            telling bigint NOT NULL
        )
        """,
        "CREATE INDEX untold_in_order ON untold (tell)",
        """
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_schema = '\(schema)' AND table_name = 'runs' AND privilege_type = 'UPDATE'
                AND grantee NOT IN ('PUBLIC', current_user)
            LOOP
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON \(schema).untold TO %I', name);
            END LOOP;
        END $$
        """,
    ]

    /// How many runs of a hook are in a state: to count a million of them takes long. Each statement adds what it has
    /// changed in rows of its own, since writers who changed one row would wait for each other; `fold` adds them up.
    private static let tallies = [
        "CREATE TABLE tallies (hook bigint NOT NULL, state bigint NOT NULL, runs bigint NOT NULL)",
        """
        CREATE FUNCTION count_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO \(schema).tallies SELECT hook, state, count(*) FROM new_runs GROUP BY hook, state;
            RETURN NULL;
        END $$
        """,
        """
        CREATE FUNCTION count_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO \(schema).tallies SELECT hook, state, sum(n) FROM (
                SELECT hook, state, 1 AS n FROM new_runs UNION ALL SELECT hook, state, -1 FROM old_runs
            ) AS changes GROUP BY hook, state HAVING sum(n) <> 0;
            RETURN NULL;
        END $$
        """,
        """
        CREATE FUNCTION count_removed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO \(schema).tallies SELECT hook, state, -count(*) FROM old_runs GROUP BY hook, state;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER runs_added AFTER INSERT ON runs REFERENCING NEW TABLE AS new_runs
        FOR EACH STATEMENT EXECUTE FUNCTION count_added()
        """,
        """
        CREATE TRIGGER runs_changed AFTER UPDATE ON runs REFERENCING OLD TABLE AS old_runs NEW TABLE AS new_runs
        FOR EACH STATEMENT EXECUTE FUNCTION count_changed()
        """,
        """
        CREATE TRIGGER runs_removed AFTER DELETE ON runs REFERENCING OLD TABLE AS old_runs
        FOR EACH STATEMENT EXECUTE FUNCTION count_removed()
        """,
    ]

    /// What happened in each minute of the last day. An attempt failed unless its exit is status 0, or it was cut off:
    /// `Exit.Code`.
    private static let minutes = [
        """
        CREATE TABLE minutes (
            minute bigint NOT NULL, deliveries bigint NOT NULL, attempts bigint NOT NULL, failures bigint NOT NULL
        )
        """,
        "CREATE INDEX minutes_in_order ON minutes (minute)",
        """
        CREATE FUNCTION count_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO \(schema).minutes SELECT received / 60000, count(*), 0, 0 FROM new_deliveries GROUP BY 1;
            RETURN NULL;
        END $$
        """,
        """
        CREATE FUNCTION count_attempts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO \(schema).minutes SELECT finished / 60000, 0, count(*),
                count(*) FILTER (WHERE NOT (exit = 0 AND value = 0 OR exit = 5)) FROM new_attempts GROUP BY 1;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER deliveries_added AFTER INSERT ON deliveries REFERENCING NEW TABLE AS new_deliveries
        FOR EACH STATEMENT EXECUTE FUNCTION count_deliveries()
        """,
        """
        CREATE TRIGGER attempts_added AFTER INSERT ON attempts REFERENCING NEW TABLE AS new_attempts
        FOR EACH STATEMENT EXECUTE FUNCTION count_attempts()
        """,
    ]

    /// Adds up what has been counted. By one machine at a time, and never in the way of a writer.
    static let fold = [
        SQL.begin, .lazily,
        """
        WITH gone AS (
            DELETE FROM tallies WHERE (SELECT pg_try_advisory_xact_lock(\(raw: Lock.fold.text)))
            AND hook IN (SELECT hook FROM tallies GROUP BY hook, state HAVING count(*) > 1)
            RETURNING hook, state, runs
        )
        INSERT INTO tallies SELECT hook, state, sum(runs) FROM gone GROUP BY hook, state HAVING sum(runs) <> 0
        """,
        """
        WITH gone AS (
            DELETE FROM minutes WHERE (SELECT pg_try_advisory_xact_lock(\(raw: Lock.fold.text)))
            AND minute IN (SELECT minute FROM minutes GROUP BY minute HAVING count(*) > 1)
            RETURNING minute, deliveries, attempts, failures
        )
        INSERT INTO minutes SELECT minute, sum(deliveries), sum(attempts), sum(failures) FROM gone GROUP BY minute
        """,
        "DELETE FROM minutes WHERE minute < (SELECT max(minute) FROM minutes) - 1440", .commit,
    ]

    /// What only one machine does at a time: numbers of advisory locks.
    enum Lock: Int64 {
        case migration = 0x686F_6F6B_0001
        case fold = 0x686F_6F6B_0002
        case total = 0x686F_6F6B_0003
        case pruning = 0x686F_6F6B_0004

        /// For statements without values.
        var text: String { "\(rawValue)" }
    }

    /// Brings the tables up to date, and lets a role use them that may not make any.
    ///
    /// - Parameters:
    ///   - connection: of a role that may make tables, or a schema.
    ///   - role: who may use them from now on.
    ///   - path: the database, for errors.
    /// - Returns: the versions before and after.
    /// - Throws: why it is as it was before.
    static func migrate(
        _ connection: PostgreSQLConnection, grantingTo role: String?, path: String
    ) throws(JournalError) -> (from: Int, to: Int) {
        let lock: SQL = "SELECT pg_advisory_xact_lock(\(.integer(Lock.migration.rawValue)))"
        let creation: SQL = "CREATE SCHEMA IF NOT EXISTS \(raw: schema)"
        let versions: SQL = "CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL)"
        var first = [SQL.begin, lock]
        if try !hasSchema(connection) { first.append(creation) }
        first.append(versions)
        _ = try connection.run(first, within: limit)
        let version = try version(connection)
        guard version <= migrations.count else { throw .tooNew(path: path, version: version) }
        var rest = migrations.dropFirst(version).flatMap { $0 }.map { "\(raw: $0)" as SQL }
        rest.append("DELETE FROM schema_version")
        rest.append("INSERT INTO schema_version VALUES (\(.integer(migrations.count)))")
        if let role { rest += try grants(to: role, connection) }
        _ = try connection.run(rest + [.commit], within: limit)
        return (version, migrations.count)
    }

    private static func hasSchema(_ connection: PostgreSQLConnection) throws(JournalError) -> Bool {
        try !connection.run("SELECT 1 FROM pg_namespace WHERE nspname = \(.text(schema))", within: limit).isEmpty
    }

    private static func version(_ connection: PostgreSQLConnection) throws(JournalError) -> Int {
        try connection.run("SELECT coalesce(max(version), 0) AS version FROM schema_version", within: limit)[0]
            .count(.version)
    }

    /// GRANT takes no values, so the server itself puts the role's name in quotes.
    private static func grants(
        to role: String, _ connection: PostgreSQLConnection
    ) throws(JournalError) -> [SQL] {
        let name = try connection.run("SELECT quote_ident(\(.text(role))) AS name", within: limit)[0].text(.name)
        return [
            "GRANT USAGE ON SCHEMA \(raw: schema) TO \(raw: name)",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(raw: schema) TO \(raw: name)",
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA \(raw: schema) TO \(raw: name)",
        ]
    }

    /// Refuses tables that this version cannot use, without changing them.
    static func check(_ connection: PostgreSQLConnection, path: String) throws(JournalError) {
        let version = try version(connection)
        guard version <= migrations.count else { throw .tooNew(path: path, version: version) }
        guard version == migrations.count else {
            throw .unavailable(
                path: path,
                reason: "its tables are of version \(version), and have to be of version \(migrations.count); "
                    + "bring them up to date with 'hookrunner journal migrate'")
        }
    }
}
#endif
