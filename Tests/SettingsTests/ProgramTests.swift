import Formats
import Testing

@testable import Settings

/// What `check` says of the program of a `run`, as far as it can know.
@Suite struct ProgramTests {
    private func warnings(_ hook: String, _ files: [String: String], modes: [String: UInt32] = [:]) -> [String] {
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\non * {\n\(hook)\n}\n}\n"
        let world = FileSource.memory(
            files.merging(["hookrunner.conf": text]) { $1 }, directories: ["/srv/app"], modes: modes)
        let loaded = ConfigurationFile.load(
            nil, environment: ["PATH": "/bin", "KEY": "a key of 16 bytes or more"], files: world, needs: .serve)
        #expect(loaded.configuration != nil)
        return loaded.diagnostics.map(\.message)
    }

    @Test(arguments: [
        "env PATH /opt/bin:/bin\nrun tool", "run tool\nenv PATH /opt/bin",
        "env PATH bin:/bin\ndirectory /srv/app\nrun go",
        "directory /srv/app\nrun go\nenv PATH ./bin",
    ])
    func `a program is looked for where the command will look`(hook: String) {
        #expect(warnings(hook, ["/opt/bin/tool": "#!", "/srv/app/bin/go": "#!", "/srv/app/./bin/go": "#!"]) == [])
    }

    @Test(arguments: ["run tool", "env PATH bin\nrun go", "env PATH /srv/app\ndirectory /srv/app\nrun go"])
    func `and nowhere else`(hook: String) {
        let said = warnings(hook, ["/opt/bin/tool": "#!", "/srv/app/bin/go": "#!"])
        #expect(said.count == 1 && said[0].hasSuffix("not found in PATH"))
    }

    @Test func `a directory of PATH that may not be entered is not said to lack the program`() {
        let text =
            "listen 127.0.0.1:80\nendpoint /x {\nprovider github\nsecret env KEY\non * {\nrun tool\nenv PATH /root/bin\n}\n}\n"
        let world = FileSource.memory(["a.conf": text], problems: ["/root/bin/tool": .denied(userID: 500)])
        let loaded = ConfigurationFile.load(
            "a.conf", environment: ["KEY": "a key of 16 bytes or more"], files: world, needs: .serve)
        #expect(loaded.rendered == "")
    }

    @Test(arguments: ["run /opt/tool", "env PATH /opt\nrun tool"])
    func `a script with the line ends of Windows is named`(hook: String) {
        let said = warnings(hook, ["/opt/tool": "#!/bin/sh\r\nexit\r\n"])
        #expect(said == ["program /opt/tool: the first line ends in CR LF, so the interpreter is not found"])
        #expect(warnings(hook, ["/opt/tool": "#!/bin/sh\nprintf 'a\r\n'\n"]) == [])
    }

    @Test func `a program that every user can write is named`() {
        #expect(
            warnings("run /opt/tool", ["/opt/tool": "#!"], modes: ["/opt/tool": 0o777]) == [
                "program /opt/tool is writable by all users (mode 0777)"
            ])
    }
}
