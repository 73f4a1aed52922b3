/// The journal's tables, and how an older file becomes a current one.
enum Schema {
    /// "hook" in ASCII: tells our files from others (<https://www.sqlite.org/pragma.html#pragma_application_id>).
    static let applicationID: Int64 = 0x686F_6F6B

    /// Changes nothing, but writes the first page to the log, and with a sync to disk.
    static var noOpWrite: String { "PRAGMA user_version = \(migrations.count)" }

    /// What each version adds to the one before it, the first to an empty file. Never changed, only added to.
    static let migrations = [
        """
        CREATE TABLE hooks (
            id INTEGER PRIMARY KEY,
            endpoint TEXT NOT NULL,
            name TEXT NOT NULL,
            UNIQUE (endpoint, name)
        );
        CREATE TABLE deliveries (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            endpoint TEXT NOT NULL,
            provider TEXT NOT NULL,
            event TEXT NOT NULL,
            received INTEGER NOT NULL,
            mark INTEGER,
            fingerprint BLOB,
            body BLOB NOT NULL
        );
        CREATE INDEX deliveries_by_mark ON deliveries (mark) WHERE mark IS NOT NULL;
        CREATE TABLE runs (
            key INTEGER PRIMARY KEY,
            delivery INTEGER NOT NULL REFERENCES deliveries (key),
            hook INTEGER NOT NULL REFERENCES hooks (id),
            lane TEXT,
            state INTEGER NOT NULL,
            due INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            claimed INTEGER
        );
        CREATE INDEX runs_by_delivery ON runs (delivery);
        CREATE INDEX runs_due ON runs (hook, due, key) WHERE state = 0;
        CREATE INDEX runs_in_lanes ON runs (hook, lane, key) WHERE lane IS NOT NULL AND state < 3;
        CREATE INDEX runs_running ON runs (key) WHERE state = 2;
        CREATE INDEX runs_failed ON runs (delivery) WHERE state = 4;
        CREATE TABLE attempts (
            run INTEGER NOT NULL REFERENCES runs (key),
            number INTEGER NOT NULL,
            started INTEGER NOT NULL,
            finished INTEGER NOT NULL,
            exit INTEGER NOT NULL,
            value INTEGER,
            reason TEXT,
            output BLOB NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (run, number)
        );
        """,
        // Whether an operator has cancelled a running run.
        "ALTER TABLE runs ADD COLUMN stop INTEGER NOT NULL DEFAULT 0",
        // How many runs of a hook are in a state: to count a million of them takes long.
        """
        CREATE TABLE tallies (
            hook INTEGER NOT NULL,
            state INTEGER NOT NULL,
            runs INTEGER NOT NULL,
            PRIMARY KEY (hook, state)
        ) WITHOUT ROWID;
        INSERT INTO tallies SELECT hook, state, count(*) FROM runs GROUP BY hook, state;
        CREATE TRIGGER runs_added AFTER INSERT ON runs BEGIN
            INSERT INTO tallies VALUES (NEW.hook, NEW.state, 1) ON CONFLICT DO UPDATE SET runs = runs + 1;
        END;
        CREATE TRIGGER runs_changed AFTER UPDATE OF state ON runs WHEN OLD.state <> NEW.state BEGIN
            UPDATE tallies SET runs = runs - 1 WHERE hook = OLD.hook AND state = OLD.state;
            INSERT INTO tallies VALUES (NEW.hook, NEW.state, 1) ON CONFLICT DO UPDATE SET runs = runs + 1;
        END;
        CREATE TRIGGER runs_removed AFTER DELETE ON runs BEGIN
            UPDATE tallies SET runs = runs - 1 WHERE hook = OLD.hook AND state = OLD.state;
        END;
        """,
        // Pages of deliveries by event and state, and what happened in each minute of the last day. An attempt failed
        // unless its exit is status 0, or it was cut off: Exit.Code.
        """
        CREATE INDEX deliveries_by_event ON deliveries (event, id);
        CREATE INDEX runs_by_state ON runs (state, delivery);
        CREATE INDEX runs_held ON runs (hook, due) WHERE state = 1;
        DROP INDEX runs_running;
        DROP INDEX runs_failed;
        CREATE TABLE minutes (
            minute INTEGER PRIMARY KEY,
            deliveries INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            failures INTEGER NOT NULL
        );
        CREATE TRIGGER minutes_added AFTER INSERT ON minutes BEGIN
            DELETE FROM minutes WHERE minute < NEW.minute - 1440;
        END;
        CREATE TRIGGER deliveries_added AFTER INSERT ON deliveries BEGIN
            INSERT INTO minutes VALUES (NEW.received / 60000, 1, 0, 0)
            ON CONFLICT DO UPDATE SET deliveries = deliveries + 1;
        END;
        CREATE TRIGGER attempts_added AFTER INSERT ON attempts BEGIN
            INSERT INTO minutes VALUES (
                NEW.finished / 60000, 0, 1, NOT (NEW.exit = 0 AND NEW.value = 0 OR NEW.exit = 5)
            ) ON CONFLICT DO UPDATE SET attempts = attempts + 1, failures = failures + excluded.failures;
        END;
        """,
        // What is known of alerts: AlertRecord.
        """
        CREATE TABLE alerts (
            name TEXT PRIMARY KEY,
            watched INTEGER NOT NULL,
            started INTEGER,
            ended INTEGER,
            held INTEGER,
            figure INTEGER,
            tell INTEGER,
            attempts INTEGER NOT NULL,
            telling INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
        // Tells a recorded request whose id was changed: JournalEntry.Fingerprint.
        """
        ALTER TABLE deliveries ADD COLUMN signature BLOB;
        CREATE INDEX deliveries_by_signature ON deliveries (signature) WHERE signature IS NOT NULL;
        """,
        // Failed runs that the `on-failure` command has not reported yet: UnreportedFailure.
        """
        CREATE TABLE untold (
            run INTEGER PRIMARY KEY REFERENCES runs (key),
            attempt INTEGER NOT NULL,
            tell INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            telling INTEGER NOT NULL
        );
        CREATE INDEX untold_in_order ON untold (tell);
        """,
        // The address of the client that sent a delivery.
        "ALTER TABLE deliveries ADD COLUMN client TEXT",
    ]

    /// Brings the file up to date.
    static func migrate(_ database: Database, path: String) throws(JournalError) {
        let version = Int(try database.number("PRAGMA user_version"))
        let application = try database.number("PRAGMA application_id")
        guard version <= migrations.count else { throw .tooNew(path: path, version: version) }
        guard version == 0 || application == applicationID else {
            throw .corrupt(path: path, detail: "it is a database of another program")
        }
        if version == 0, try database.number("SELECT count(*) FROM sqlite_schema") > 0 {
            throw .corrupt(path: path, detail: "it is a database of another program")
        }
        for (position, migration) in migrations.enumerated().dropFirst(version) {
            try database.execute("BEGIN IMMEDIATE")
            try database.execute(migration)
            try database.execute("PRAGMA application_id = \(applicationID)")
            try database.execute("PRAGMA user_version = \(position + 1)")
            try database.execute("COMMIT")
        }
    }

    /// Refuses a file that this version cannot read, without changing it.
    static func check(_ database: Database, path: String) throws(JournalError) {
        let version = Int(try database.number("PRAGMA user_version"))
        guard version <= migrations.count else { throw .tooNew(path: path, version: version) }
        guard version == migrations.count, try database.number("PRAGMA application_id") == applicationID else {
            throw .unavailable(path: path, reason: "no daemon of this version has written to it yet")
        }
    }
}
