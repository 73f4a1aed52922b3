import Formats
import Testing

@testable import Settings

@Suite struct IncludeTests {
    private let endpoint = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\non * run true\n}\n"

    private func messages(_ files: [String: String], _ main: String = "a.conf") -> [String] {
        let world = FileSource.memory(files.merging(["/bin/true": "#!"]) { $1 }, directories: ["dir"])
        let loaded = ConfigurationFile.load(
            main, environment: ["KEY": "k3y-0123456789abc"], files: world, needs: .serve)
        return loaded.diagnostics.map { "\($0.file):\($0.line):\($0.column) \($0.message)" }
    }

    @Test func `files are read in order, as if they stood there`() {
        let files = [
            "a.conf": "include d/*.conf\n", "d/1.conf": endpoint, "d/2.conf": "log text\n", "d/3.txt": "nonsense",
        ]
        #expect(messages(files) == [])
    }

    @Test func `an endpoint may have its hooks in files of their own`() {
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\ninclude hooks/*\n}\n"
        let files = [
            "etc/a.conf": text, "etc/hooks/one": "on * run true\n", "etc/hooks/two": "on * {\nrun true\ntimeout x\n}\n",
        ]
        let expected = "etc/hooks/two:3:9 expected a duration such as '30s' or '5m', got 'x'"
        #expect(messages(files, "etc/a.conf") == [expected])
    }

    @Test(arguments: ["none*.conf", "none?.conf", "none[ab].conf"])
    func `an include's pattern may match no file`(pattern: String) {
        #expect(messages(["a.conf": "include \(pattern)\n\(endpoint)"]) == [])
    }

    @Test(arguments: [
        ("none.conf", "a.conf:1:9 cannot read none.conf: no such file"),
        ("dir", "a.conf:1:9 cannot read dir: this is a directory, not a file"),
        ("./none.conf", "a.conf:1:9 cannot read none.conf: no such file"),
        ("/none.conf", "a.conf:1:9 cannot read /none.conf: no such file"),
    ])
    func `an include of a plain name needs that file`(name: String, message: String) {
        #expect(messages(["a.conf": "include \(name)\n\(endpoint)"]) == [message])
    }

    @Test func `a block ends in the file in which it began`() {
        let files = ["a.conf": "include b.conf\n\(endpoint)", "b.conf": "endpoint /y {\n"]
        #expect(messages(files).first == "b.conf:1:10 endpoint '/y' has no 'provider'")
        #expect(messages(files).contains("b.conf:1:13 unclosed block"))
    }

    @Test func `a repeated directive names the other file`() {
        let world = FileSource.memory([
            "a.conf": "log text\ninclude b.conf\n\(endpoint)", "b.conf": "\nlog json\n", "/bin/true": "#!",
        ])
        let loaded = ConfigurationFile.load(
            "a.conf", environment: ["KEY": "k3y-0123456789abc"], files: world, needs: .serve)
        #expect(
            loaded.rendered == """
                b.conf:2:1: error: duplicate 'log' in the configuration
                    2 | log json
                      | ^~~ remove one of them
                a.conf:1:1: note: first given here

                """)
    }

    @Test func `includes that form a loop are an error`() {
        #expect(messages(["a.conf": "include a.conf\n\(endpoint)"]) == ["a.conf:1:9 a.conf includes itself"])
        let ring = ["a.conf": "include b.conf\n\(endpoint)", "b.conf": "include ./a.conf\n"]
        #expect(messages(ring) == ["b.conf:1:9 a.conf includes itself"])
    }

    @Test func `includes nested too deep are an error`() {
        var files = ["a.conf": "include 1.conf\n\(endpoint)"]
        for number in 1...20 { files["\(number).conf"] = "include \(number + 1).conf\n" }
        #expect(messages(files) == ["7.conf:1:9 too many files include each other"])
    }

    @Test func `files that include each other without end are not all read`() {
        var files = ["a.conf": "include [0-9].conf\n\(endpoint)"]
        for number in 0...9 { files["\(number).conf"] = "include d/[0-9]/x\ninclude ../[a-z].conf\n" }
        for number in 0...9 { files["d/\(number)/x"] = "include ../../e/[0-9]\n" }
        for number in 0...9 { files["d/\(number)/../../e/\(number)"] = "log text\n" }
        #expect(messages(files).count < 2000)
    }

    @Test func `the directory of a file is taken letter for letter`() {
        let files = ["d[1]/a.conf": "include *.part\n", "d[1]/x.part": endpoint, "d1/y.part": "nonsense"]
        #expect(messages(files, "d[1]/a.conf") == [])
    }
}
