/// A shell that can complete commands. Its script asks `hookrunner complete`.
enum CompletionShell: String, Sendable, CaseIterable {
    case bash, zsh, fish

    var script: String {
        "\(self == .zsh ? "#compdef hookrunner\n" : "")# Completes hookrunner in \(self); "
            + "made by 'hookrunner completions \(self)'.\n" + body
    }

    private var body: String {
        switch self {
        case .bash: Self.bashBody
        case .zsh: Self.zshBody
        case .fish: Self.fishBody
        }
    }

    /// Outside of a completion, as in a test, there is no compopt.
    private static let bashBody = #"""
        _hookrunner() {
            local candidate rest word=${COMP_WORDS[COMP_CWORD]#=}
            COMPREPLY=()
            while IFS=$'\t' read -r candidate rest; do
                case $candidate in
                    :files) mapfile -t COMPREPLY < <(compgen -f -P "$rest" -- "${word#"$rest"}") ;;
                    :directories) mapfile -t COMPREPLY < <(compgen -d -P "$rest" -- "${word#"$rest"}") ;;
                    "$word"*) COMPREPLY+=("$candidate") ;;
                esac
                if [[ $candidate == :* ]]; then compopt -o filenames 2>/dev/null; fi
            done < <("${COMP_WORDS[0]/#\~/$HOME}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        }

        complete -F _hookrunner hookrunner

        """#

    private static let zshBody = #"""
        _hookrunner() {
            local -a lines=("${(@f)$(${~words[1]} complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
            case $lines[1] in
                '') return 1 ;;
                :*) compset -P "${lines[1]#*$'\t'}" ;|
                :files*) _files ;;
                :directories*) _path_files -/ ;;
                *)
                    lines=("${(@)lines//:/\\:}")
                    lines=("${(@)lines/$'\t'/:}")
                    _describe hookrunner lines
                    ;;
            esac
        }

        # The completion system loads this file as a function of that name; a shell may also source it.
        if [[ $funcstack[1] == _hookrunner ]]; then
            _hookrunner "$@"
        else
            compdef _hookrunner hookrunner
        fi

        """#

    private static let fishBody = #"""
        function __hookrunner_complete
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            command -q -- $words[1]; or return
            for line in ($words[1] complete -- $words[2..] "$current" 2>/dev/null)
                set -l parts (string split -m 1 \t -- $line)
                set -l path (string sub -s (math (string length -- "$parts[2]") + 1) -- "$current")
                switch $parts[1]
                    case :files
                        string replace -r '^' -- "$parts[2]" (__fish_complete_path $path)
                    case :directories
                        string replace -r '^' -- "$parts[2]" (__fish_complete_directories $path '')
                    case '*'
                        echo $line
                end
            end
        end

        complete -c hookrunner -f -a '(__hookrunner_complete)'

        """#
}
