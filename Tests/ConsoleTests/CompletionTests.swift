import Formats
import Support
import Testing
import Values

@testable import Console

/// The scripts of `completions`, in the shells that read them.
@Suite(.timeLimit(.minutes(4))) struct CompletionTests {
    private let place: TemporaryDirectory

    init() throws {
        place = try TemporaryDirectory()
        try place.write("", to: "some.conf")
        try place.write("", to: "some other.conf")
    }

    /// Asks all at once: a shell takes its time to start.
    private func expect(_ table: [(line: String, offers: Set<String>)], in shell: CompletionShell) async throws {
        let probe = try CompletionProbe(shell)
        let found = try await probe.offers(behind: table.map { "hookrunner \($0.line)" }, in: place.path)
        try #require(found.count == table.count)
        for (row, offers) in zip(table, found) {
            #expect(offers == row.offers, "\(shell.rawValue): hookrunner \(row.line)")
        }
    }

    private static let events = Set(ProviderName.circularo.documentedEvents)
    private static let commands = Set(Subcommand.all.map { $0.words[0] })

    @Test(arguments: CompletionShell.allCases)
    func `every command is offered with every option of the table, and no other`(shell: CompletionShell) async throws {
        let options = Subcommand.all.map { subcommand in
            (line: "\(subcommand.name) --", offers: Set(subcommand.options.map { "--\($0.name)" } + ["--help"]))
        }
        let names = [(line: "", offers: Self.commands), (line: "webhooks ", offers: ["list", "create", "delete"])]
        try await expect(names + options, in: shell)
    }

    @Test(arguments: CompletionShell.allCases)
    func `every letter is offered beside its name`(shell: CompletionShell) async throws {
        let table = Subcommand.all.map { subcommand in
            (line: "\(subcommand.name) -", offers: Set(subcommand.allOptions.flatMap(\.spellings)))
        }
        try await expect([(line: "-", offers: ["-h", "--help", "-V", "--version"])] + table, in: shell)
    }

    @Test(arguments: CompletionShell.allCases)
    func `values are offered where they are known`(shell: CompletionShell) async throws {
        let providers = Set(ProviderName.allCases.map(\.rawValue)).subtracting(["custom"])
        try await expect(
            [
                ("s", ["serve", "send", "sign", "show", "status"]), ("run ", Self.events), ("send ", Self.events),
                ("run -n sign", Self.events.filter { $0.hasPrefix("sign") }),
                ("sign --provider ", providers),
                ("serve --provider s", ["stripe", "standard-webhooks", "slack", "shopify", "signwell"]),
                ("list --state f", ["failed"]), ("list -s f", ["failed"]),
                ("list --event signR", ["signRequest", "signRejected"]),
                ("webhooks create --type ", ["tenant", "team", "organization"]),
                ("completions ", ["bash", "zsh", "fish"]),
                ("help ", Self.commands), ("help webhooks ", ["list", "create", "delete"]), ("help serve ", []),
                ("list --limit ", []), ("show ", []), ("nonsense ", []),
            ], in: shell)
    }

    @Test(arguments: CompletionShell.allCases)
    func `files and directories are offered where a path is wanted`(shell: CompletionShell) async throws {
        guard shell != .fish else {
            // fish shows these with the path that was typed; the rest is its own.
            return try await expect(
                [
                    ("serve -c some.", ["some.conf"]), ("check --config=some.", ["--config=some.conf"]),
                    ("check -csome.", ["-csome.conf"]), ("serve --hooks some", []),
                ], in: shell)
        }
        try await expect(
            [
                ("serve -c some", ["some.conf", "some other.conf"]), ("check --config some.", ["some.conf"]),
                ("serve --hooks some", []), ("webhooks list --token-file some.", ["some.conf"]),
                ("serve --hooks /usr/bi", ["bin"]), ("check --config=some.", ["some.conf"]),
                ("check -csome.", [shell == .bash ? "-csome.conf" : "some.conf"]),
            ], in: shell)
    }

    @Test(arguments: CompletionShell.allCases)
    func `an option's value is not an operand, and no operand is offered beyond the maximum`(
        shell: CompletionShell
    ) async throws {
        try await expect(
            [
                ("run documentCompleted docu", []),
                ("run -e documentX documentC", ["documentCreated", "documentCompleted"]),
                ("run -- documentC", ["documentCreated", "documentCompleted"]),
                ("retry a b c --fail", ["--failed"]),
                ("webhooks create --name run --type te", ["tenant", "team"]),
            ], in: shell)
    }

    @Test(arguments: CompletionShell.allCases)
    func `an option is not offered twice, unless it may be repeated`(
        shell: CompletionShell
    ) async throws {
        try await expect(
            [
                ("cancel --json -c file -", ["--journal", "-h", "--help"]),
                ("verify -H a:b --he", ["--header", "--help"]), ("run -nj --e", ["--endpoint"]),
                ("list -sf", ["-sfailed"]),
            ], in: shell)
    }

    @Test(arguments: CompletionShell.allCases)
    func `a program that is missing completes nothing, without a message`(shell: CompletionShell) async throws {
        let probe = try CompletionProbe(shell)
        #expect(try await probe.offers(behind: ["/nowhere/hookrunner li"], in: place.path) == [[]])
    }

    @Test func `bash completes a value after an equals sign, however it splits the line`() async throws {
        let bash = try CompletionProbe(.bash)
        let apart = try await bash.offers(
            behind: ["hookrunner list --state=", "hookrunner list --state=f", "hookrunner run --endpoint=run sig"],
            in: place.path)
        #expect(
            apart == [
                Set(["running", "pending", "failed", "cancelled", "succeeded", "ignored"]), ["failed"],
                Self.events.filter { $0.hasPrefix("sig") },
            ])
        // As it is where somebody has taken '=' out of COMP_WORDBREAKS.
        let script =
            "\(CompletionShell.bash.script)\nCOMP_WORDS=(hookrunner list --state=f) COMP_CWORD=2\n_hookrunner\n"
        let outcome = try await Support.Program.run(
            ["--norc", "-c", script + "printf '%s\\n' \"${COMPREPLY[@]}\""], executable: "/usr/bin/bash",
            environment: CompletionProbe.environment)
        #expect(outcome == .init(status: 0, output: "--state=failed\n", messages: ""))
    }

    @Test func `every candidate is a plain word in every shell`() {
        let candidates = Subcommand.all.flatMap { $0.options.map(\.candidates) + [$0.operandCandidates] }
        for case .words(let words) in candidates {
            for word in words { #expect(word.wholeMatch(of: /[-_.\/0-9A-Za-z]+/) != nil, "\(word)") }
        }
    }
}
