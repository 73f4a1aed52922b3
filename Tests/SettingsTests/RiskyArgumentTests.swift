import Formats
import Testing

@testable import Settings

/// Arguments that may mean more than text: a warning, where a placeholder decides that.
@Suite struct RiskyArgumentTests {
    private func warnings(_ command: String) -> [String] {
        let programs = ["curl", "wget", "git", "rsync", "scp", "tar", "find", "dd", "mail", "timeout"]
        let files = Dictionary(uniqueKeysWithValues: programs.map { ("/bin/\($0)", "#!") })
        let text = "listen 127.0.0.1:80\nendpoint /x {\nprovider circularo\nsecret env KEY\non * run \(command)\n}\n"
        let loaded = Sample.load(text, more: files)
        #expect(loaded.configuration != nil)
        return loaded.diagnostics.map(\.message)
    }

    /// One or more lines for each row of `RiskyArgument.all`.
    private static let risky = [
        "curl -d {x} URL", "curl -d{x} URL", "curl --data {x} URL", "curl --data={x} URL", "curl --json {x} URL",
        "curl --data-urlencode {x}", "curl -H {x} URL", "curl -F {x} URL", "curl -F file={x} URL",
        "curl --form=a={x} URL", "curl -K {x}", "curl --upload-file dir/{x} URL", "timeout 5 curl -d {x} URL",
        "wget --post-file={x} URL", "wget -i {x}", "git -c {x} fetch", "git -c a={x} fetch", "git push --exec={x}",
        "rsync -e {x} a b", "rsync --rsh={x} a b", "scp -o {x} a b", "tar --checkpoint-action={x} -xf a",
        "tar -I {x} -xf a", "env {x} true", "env A=b {x} true", "sudo {x}", "find {x} -delete", "find -L {x}", "dd {x}",
        "mail {x}", "env -i {x}",
    ]

    @Test(arguments: risky)
    func `a value that decides more than text is a warning`(command: String) {
        let found = warnings(command)
        #expect(found.count == 1 && found.first?.hasPrefix("placeholder '{x}': ") == true, "\(found)")
    }

    @Test(arguments: RiskyArgument.all.map(\.risk))
    func `every row is tried`(risk: String) {
        #expect(Self.risky.contains { warnings($0).contains("placeholder '{x}': \(risk)") })
    }

    @Test(arguments: [
        "curl -d id={x} URL", "curl --data-raw {x} URL", "curl --form-string {x} URL", "curl -H \"X-Id: {x}\" URL",
        "curl -F name=id-{x} URL", "curl -o {x} URL", "wget --post-data {x} URL", "git commit -m {x}", "rsync {x} b",
        "tar -cf a.tar ./{x}", "env A={x} true", "find ./{x} -delete", "find dir -name {x}", "dd if=/srv/{x}",
        "mail -s text a@b.c", "sudo -u user true {x}", "true -d {x}",
    ])
    func `other places are not`(command: String) {
        #expect(warnings(command) == [])
    }
}
