import Formats
import Testing
import Values

@testable import Settings

@Suite struct StartRecordTests {
    private static let hooks: HooksDirectory = {
        var hooks = HooksDirectory(path: "hooks")
        (hooks.listen, hooks.journal, hooks.endpoint, hooks.provider) = ("127.0.0.1:9", "j", "/x", "github")
        hooks.secret = .init(.file, "keys/a \"b\"")
        return hooks
    }()

    @Test(arguments: [
        StartRecord.configuration("/etc/hookrunner/\u{301}\n.conf"), .hooks(hooks), .hooks(HooksDirectory(path: "/h")),
    ])
    func `what was written is read`(record: StartRecord) throws {
        let text = Array(record.json.text.utf8)
        #expect(StartRecord(try JSONReader.value(in: text)) == record)
    }

    @Test(arguments: [#"{}"#, #"[]"#, #"{"hooks":"/h"}"#, #"{"configuration":1}"#])
    func `anything else tells nothing`(text: String) throws {
        #expect(StartRecord(try JSONReader.value(in: Array(text.utf8))) == nil)
    }

    @Test func `relative paths become absolute, other words stay`() {
        let absolute = Self.hooks.absolute(in: "/srv")
        #expect(absolute.path == "/srv/hooks" && absolute.journal == "/srv/j")
        #expect(absolute.secret == .init(.file, "/srv/keys/a \"b\"") && absolute.endpoint == "/x")
        var other = HooksDirectory(path: "/h")
        other.secret = .init(.env, "KEY")
        other.journal = "postgresql://u@h/d"
        #expect(other.absolute(in: "/srv") == other)
    }
}
