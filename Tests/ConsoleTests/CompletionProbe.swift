import Formats
import Foundation
import Support
import Testing

@testable import Console

/// Asks a shell with our script for its completions; the script asks the built program.
struct CompletionProbe {
    let shell: CompletionShell
    private let place: TemporaryDirectory

    /// Skips the test where the shell is not installed.
    init(_ shell: CompletionShell) throws {
        self.shell = shell
        place = try TemporaryDirectory()
        if Self.path(of: shell) == nil { try Test.cancel("\(shell.rawValue) is not installed") }
        try place.write(shell.script, to: "script")
    }

    private static func path(of shell: CompletionShell) -> String? {
        ["/usr/bin/\(shell.rawValue)", "/bin/\(shell.rawValue)"].first(where: FileManager.default.isExecutableFile)
    }

    /// What a Tab offers behind each of these lines; of paths the last component.
    func offers(behind lines: [String], in directory: String) async throws -> [Set<String>] {
        let (options, program) =
            switch shell {
            case .bash: (["--norc", "--noprofile"], Self.bash)
            case .zsh: (["-f"], Self.zsh)
            case .fish: (["--no-config"], Self.fish)
            }
        let results = try place.write("", to: "results")
        let outcome = try await Support.Program.run(
            options + [try place.write(program, to: "probe"), place.file("script"), results] + lines,
            executable: Self.path(of: shell) ?? "", environment: Self.environment, directory: directory)
        guard outcome.status == 0 else { throw Failed(description: "\(shell): \(outcome)") }
        let found = (place.text(of: "results") ?? "").split(separator: "\0", omittingEmptySubsequences: false)
        return found.dropLast().map { Set($0.split(separator: "\n").map(Self.lastComponent)) }
    }

    /// With the built program in the search path.
    static let environment = [
        "TERM": "dumb",
        "PATH": "\(URL(filePath: Support.Program.path).deletingLastPathComponent().path):/usr/bin:/bin",
    ]

    /// zsh quotes what it would put into the line.
    private static func lastComponent(of path: Substring) -> String {
        String(path.split(separator: "/").last ?? "").replacing("\\ ", with: " ")
    }

    /// A shell has ended in error.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// The words as bash makes them of a line: `=` is a word of its own.
    private static let bash = """
        source "$1" || exit 3
        results=$2
        shift 2
        for line; do
            words=${line//=/ = }
            read -ra COMP_WORDS <<<"$words"
            if [[ $words == *" " ]]; then COMP_WORDS+=(''); fi
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _hookrunner
            if ((${#COMPREPLY[@]} > 0)); then printf '%s\\n' "${COMPREPLY[@]}"; fi
            printf '\\0'
        done >"$results"
        """

    /// Completion works in an interactive shell only, so there is one, on a terminal of its own; what it hands to `compadd`
    /// is what it offers.
    private static let zsh = #"""
        zmodload zsh/zpty || exit 3
        export SCRIPT=$1 RESULTS=$2
        shift 2
        init=$(<<'END'
        PROMPT= RPROMPT=
        unsetopt prompt_cr prompt_sp beep
        autoload -Uz compinit && compinit -D -u
        zstyle ':completion:*' insert-tab false
        source $SCRIPT
        compadd() {
            local -a hits
            if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
            builtin compadd -A hits "$@"
            (( $#hits )) && print -rl -- $hits >> $RESULTS
            builtin compadd "$@"
        }
        finish() { printf '\0' >> $RESULTS; print -r -- DONE; comppostfuncs=(finish) }
        comppostfuncs=(finish)
        bindkey '^I' list-choices
        bindkey '^U' kill-buffer
        print -r -- READY
        END
        )
        zpty shell zsh -f -i
        zpty -w shell "eval ${(qq)init}"
        # Once as the echo of the line, once as what it prints.
        zpty -r -m shell output '*READY*READY*' || exit 4
        for line; do
            zpty -n -w shell $line$'\t'
            zpty -r -m shell output '*DONE*' || exit 5
            zpty -n -w shell $'\025'
        done
        zpty -d shell
        """#

    /// fish tells a description behind a tab.
    private static let fish = #"""
        source $argv[1]; or exit 3
        set results $argv[2]
        for line in $argv[3..]
            complete -C $line | string split -f 1 \t >> $results
            printf '\0' >> $results
        end
        """#
}
