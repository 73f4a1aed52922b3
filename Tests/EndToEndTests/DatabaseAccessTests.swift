#if PostgreSQL
import Formats
import Foundation
import Support
import Testing

private let body = #"{"event":"documentCompleted"}"#

/// How the program shows a PostgreSQL server who it is, and how it makes sure of the server.
@Suite(
    .timeLimit(.minutes(4)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct DatabaseAccessTests {
    @Test func `a password comes from its variable, and no command, log or page shows it`() async throws {
        let server = try await PostgreSQLServer(authentication: "scram-sha-256")
        let name = try await server.query("SELECT current_database()", in: "postgres")[0]
        try await server.query("CREATE ROLE me LOGIN PASSWORD 'hush hush' IN ROLE pg_read_all_data", in: name)
        let url = try await server.database()
        let database = PostgreSQLServer.name(in: url)
        try await server.query("GRANT CREATE ON DATABASE \(database) TO me", in: database)
        let mine = server.url(of: database, user: "me")
        let refused = try await Program.run(["journal", "migrate", mine], environment: ["PGPASSWORD": "wrong hush"])
        #expect(refused.status == 1 && refused.messages.contains("password authentication failed"), "\(refused)")
        #expect(!refused.messages.contains("hush"))
        #expect(
            try await Program.run(["journal", "migrate", mine], environment: ["PGPASSWORD": "hush hush"]).status == 0)
        let place = try TemporaryDirectory()
        try place.write("127.0.0.1:*:*:me:hush hush\n", to: "passwords", mode: 0o600)
        try await RunningDaemon.with(
            hooks: "on * run sh -c \"env > seen; cat /proc/$PPID/environ >> seen; touch done\"", journal: mine,
            environment: ["PGPASSWORD": "hush hush"]
        ) { daemon in
            #expect(try await daemon.post(body).status == 202)
            try await eventually { daemon.directory.text(of: "done") != nil }
            #expect(daemon.directory.text(of: "seen")?.contains("hush") == false)
            #expect(await !daemon.log.contains("hush"))
        }
        let file = place.file("passwords").replacing("/", with: "%2F")
        try await RunningDaemon.with(hooks: "on * run touch done", journal: "\(mine)?passfile=\(file)") { daemon in
            #expect(try await daemon.post(#"{"event":"another"}"#).status == 202)
            try await eventually { daemon.directory.text(of: "done") != nil }
        }
    }

    @Test func `a service of libpq's file says where the database is, and has the password`() async throws {
        let server = try await PostgreSQLServer(authentication: "scram-sha-256")
        let url = try await server.database()
        let database = PostgreSQLServer.name(in: url)
        try await server.query("CREATE ROLE me LOGIN PASSWORD 'hush hush'", in: database)
        #expect(try await Program.run(["journal", "migrate", "--grant", "me", url]).status == 0)
        let place = try TemporaryDirectory()
        try place.write(
            "[hooks]\nhost=127.0.0.1\nport=\(server.loopbackPort)\ndbname=\(database)\nuser=me\npassword=hush hush\n",
            to: "services", mode: 0o600)
        let services = ["PGSERVICEFILE": place.file("services")]
        try await RunningDaemon.with(
            hooks: "on * run sh -c \"env > seen; touch done\"", journal: "postgresql://?service=hooks",
            environment: services
        ) { daemon in
            #expect(try await daemon.post(body).status == 202)
            try await eventually { daemon.directory.text(of: "done") != nil }
            #expect(daemon.directory.text(of: "seen")?.contains("hush") == false)
        }
        let unknown = try await Program.run(
            ["journal", "migrate", "postgresql://?service=other"], environment: services)
        #expect(unknown.status == 1 && unknown.messages.contains("\"other\" not found"), "\(unknown)")
    }

    @Test func `with verify-full the server's certificate counts, and its name`() async throws {
        let server = try await PostgreSQLServer(certified: true)
        let plain = try await server.database()
        let database = PostgreSQLServer.name(in: plain)
        func url(host: String = "127.0.0.1", authority: String) -> String {
            "postgresql://owner@\(host):\(server.loopbackPort)/\(database)?sslmode=verify-full&sslrootcert=\(authority)"
        }
        let refused = try await Program.run(["journal", "migrate", "\(plain)?sslmode=disable"])
        #expect(refused.status == 1 && refused.messages.contains("no encryption"), "\(refused)")
        let elsewhere = url(host: "localhost", authority: server.authority)
        let misnamed = try await Program.run(["journal", "migrate", elsewhere])
        #expect(misnamed.status == 1 && misnamed.messages.contains("does not match host name"), "\(misnamed)")
        let other = try await PostgreSQLServer(certified: true)
        let strange = try await Program.run(["journal", "migrate", url(authority: other.authority)])
        #expect(strange.status == 1 && strange.messages.contains("certificate verify failed"), "\(strange)")

        let mine = url(authority: server.authority)
        #expect(try await Program.run(["journal", "migrate", mine]).status == 0)
        try await RunningDaemon.with(hooks: "on * run touch done", journal: mine) { daemon in
            #expect(try await daemon.post(body).status == 202)
            try await eventually { daemon.directory.text(of: "done") != nil }
            let connections = try await server.query(
                """
                SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                WHERE application_name = 'hookrunner'
                """, in: database)
            #expect(connections == ["t"])
        }
    }
}
#endif
