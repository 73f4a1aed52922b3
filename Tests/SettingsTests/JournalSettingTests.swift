import Formats
import Testing
import Values

@testable import Settings

/// `journal`: what is a place, and what never stands in it.
@Suite struct JournalSettingTests {
    private func location(_ word: String, _ environment: [String: String] = [:]) -> JournalLocation? {
        try? JournalLocation.named(word, environment: environment)
    }

    @Test func `a journal without a scheme is a directory`() {
        #expect(location("a b/c:d") == .directory("a b/c:d"))
        #expect(location("") == nil)
        #expect(location("mysql://u@h/d") == nil)
    }

    @Test(arguments: [
        "postgresql://u:pw@h/d", "postgres://u:@h", "postgresql://u@h/d?password=pw", "POSTGRESQL://u@h/d?PassWord=pw",
        "postgresql://h/d?user=u&sslpassword=pw", "postgresql://h/d?p%61ssword=pw", "postgresql://u:p@ss@h/d",
        "postgresql://u:p/w@h/d",
    ])
    func `a password is refused, and not shown`(word: String) {
        let mistake = #expect(throws: JournalLocation.Mistake.self) {
            try JournalLocation.named(word, environment: [:])
        }
        #expect(mistake?.message == "a URL must not contain a password")
        #expect(mistake?.help.contains("pw") == false)
    }

    #if PostgreSQL
    @Test(arguments: [
        "postgresql://u@h/d", "postgres://u@h1:1,h2:2/d?sslmode=verify-full", "postgresql://u@[::1]:5433/d",
        "postgresql:///d?host=/run/postgresql&passfile=/a", "postgresql://?service=x",
    ])
    func `a URL of libpq is taken as it is, with the password of the environment`(word: String) {
        #expect(location(word) == .database(url: word, password: nil))
        let secret = Secret(Array("hush".utf8))
        #expect(location(word, ["PGPASSWORD": "hush"]) == .database(url: word, password: secret))
        #expect(location(word, ["PGPASSWORD": ""]) == .database(url: word, password: nil))
    }

    @Test func `the password's variable is a secret, which no command may have`() {
        let text =
            "listen 127.0.0.1:1\njournal postgresql://u@h/d\nendpoint /e {\nprovider circularo\nunsigned\non * {\n"
            + "run /bin/true\npass-env PGPASSWORD\n}\n}\n"
        let loaded = Sample.load(text)
        #expect(loaded.rendered.contains("variable 'PGPASSWORD' holds a secret, which is never passed to commands"))
        #expect(loaded.secretVariables.contains("PGPASSWORD"))
    }
    #else
    @Test func `a program without PostgreSQL says so, and how to get it`() {
        let mistake = #expect(throws: JournalLocation.Mistake.self) {
            try JournalLocation.named("postgresql://u@h/d", environment: [:])
        }
        #expect(mistake?.message == "this hookrunner was built without PostgreSQL")
        #expect(mistake?.help == "build it with 'make release TRAITS=PostgreSQL', which needs libpq")
    }
    #endif
}
