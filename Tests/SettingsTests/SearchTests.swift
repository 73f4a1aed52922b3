import Formats
import Testing
import Values

@testable import Settings

@Suite struct SearchTests {
    private let text = "endpoint /x {\nprovider circularo\nunsigned\non * run true\n}\n"

    private func load(
        _ path: String?, _ files: [String], variable: String? = nil, problems: [String: FileProblem] = [:]
    )
        -> LoadedConfiguration
    {
        let world = FileSource.memory(
            Dictionary(uniqueKeysWithValues: files.map { ($0, text) }), directories: ["dir"], problems: problems,
            workingDirectory: "/work")
        let environment = variable.map { ["HOOKRUNNER_CONFIG": $0] } ?? [:]
        return ConfigurationFile.load(path, environment: environment, files: world, needs: .check)
    }

    private let usual = "hookrunner.conf"
    private let system = "/etc/hookrunner/hookrunner.conf"

    @Test func `the first of four places counts`() {
        let all = ["given", "named", usual, system]
        #expect(load("given", all, variable: "named").files == ["/work/given"])
        #expect(load(nil, all, variable: "named").files == ["/work/named"])
        #expect(load(nil, all, variable: "").files == ["/work/hookrunner.conf"])
        #expect(load(nil, all).files == ["/work/hookrunner.conf"])
        #expect(load(nil, [system]).files == [system])
    }

    @Test func `without a configuration the error names the places searched`() {
        #expect(
            load(nil, []).rendered == """
                hookrunner.conf: error: no configuration found
                      | searched hookrunner.conf and /etc/hookrunner/hookrunner.conf; \
                name another with -c FILE or HOOKRUNNER_CONFIG

                """)
    }

    @Test func `a named file must be there`() {
        #expect(load("given", [usual]).rendered == "given: error: cannot read this file: no such file\n")
        #expect(
            load(nil, [usual], variable: "named").rendered == """
                named: error: cannot read this file: no such file
                      | named by HOOKRUNNER_CONFIG

                """)
    }

    @Test(arguments: [
        (FileProblem.denied(userID: 1000), "permission denied (running as uid 1000)"),
        (.isDirectory, "this is a directory, not a file"), (.tooLong(limit: 4 << 20), "longer than 4096 KiB"),
        (.other("input/output error"), "input/output error"),
    ])
    func `a file that cannot be read says why, and no other is taken in its place`(problem: FileProblem, text: String) {
        let loaded = load(nil, [system], problems: [usual: problem])
        #expect(loaded.rendered == "hookrunner.conf: error: cannot read this file: \(text)\n")
        #expect(loaded.configuration == nil)
    }

    @Test func `a working directory that may not be entered is passed over`() {
        let denied = FileProblem.denied(userID: 1000)
        #expect(load(nil, [system], problems: [".": denied, usual: denied]).files == [system])
        #expect(load(nil, [], problems: [".": denied, usual: denied]).rendered.contains("no configuration found"))
    }

    @Test func `what comes from a descriptor has paths relative to the working directory`() throws {
        let part = "journal j\n\(text)"
        let world = FileSource.memory(["/dev/stdin": part, "/proc/self/fd/9": part], workingDirectory: "/work")
        for path in ["/dev/stdin", "/proc/self/fd/9"] {
            let loaded = ConfigurationFile.load(path, environment: [:], files: world, needs: .check)
            #expect(loaded.configuration?.journal == .directory("/work/j"))
        }
    }

    @Test func `without a working directory the paths of a configuration stay relative`() {
        let world = FileSource.memory(["etc/a": "journal ./j\n\(text)"], workingDirectory: nil)
        let loaded = ConfigurationFile.load("etc/a", environment: [:], files: world, needs: .check)
        #expect(loaded.configuration?.journal == .directory("etc/j"))
    }
}
