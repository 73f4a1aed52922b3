import Glibc
import Testing

/// A directory that is gone with the test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/settings.XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        path = String(cString: made)
    }

    deinit {
        for name in ["a.conf", "b.conf", "c.conf", "key", "go"] { unlink("\(path)/\(name)") }
        rmdir("\(path)/directory")
        rmdir(path)
    }

    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
        let file = try #require(fopen("\(path)/\(name)", "w"))
        fputs(text, file)
        fclose(file)
        chmod("\(path)/\(name)", mode)
    }
}
