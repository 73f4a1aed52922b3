/// The script for zsh: the completion system, zshcompsys(1).
enum ZshCompletion {
    static var script: String {
        """
        #compdef hookrunner
        # Completes hookrunner in zsh; made by 'hookrunner completions zsh'.

        _hookrunner() {
            local -a names
            if (( CURRENT == 2 )); then
                names=(
        \(descriptions(Subcommand.firstWords))
                )
                _describe -t commands command names \\
                    || _arguments \(arguments([Subcommand.help, Subcommand.version]).joined(separator: " "))
                return
            fi
            local command=$words[2]
            shift words
            (( CURRENT-- ))
            case $command in
        \(groups)
            esac
            case $command in
        \(cases)
            esac
        }

        # Read by the completion system as a function of this name, or sourced.
        if [[ $funcstack[1] == _hookrunner ]]; then
            _hookrunner "$@"
        else
            compdef _hookrunner hookrunner
        fi

        """
    }

    private static var groups: String {
        Subcommand.groups.map { name in
            """
                    \(name))
                        if (( CURRENT == 2 )); then
                            names=(
            \(descriptions(Subcommand.secondWords(behind: name)))
                            )
                            _describe -t commands command names
                            return
                        fi
                        command="\(name) $words[2]"
                        shift words
                        (( CURRENT-- ))
                        ;;
            """
        }.joined(separator: "\n")
    }

    private static var cases: String {
        Subcommand.all.map { subcommand in
            let lines = (arguments(subcommand.allOptions) + operands(of: subcommand)).joined(
                separator: " \\\n                ")
            return """
                    \(subcommand.name.quoted))
                        _arguments -s -S : \\
                            \(lines)
                        ;;
                """
        }.joined(separator: "\n")
    }

    /// `word:what it is about`, a line each.
    private static func descriptions(_ words: [Subcommand.Word]) -> String {
        words.map { "                    " + "\($0.word):\($0.summary.escapedForZsh)".quoted }.joined(separator: "\n")
    }

    /// What `_arguments` wants to know of options: a text for each spelling.
    private static func arguments(_ options: [Subcommand.Option]) -> [String] {
        options.flatMap { option in
            let others = option.name == "help" ? "(- *)" : "(\(option.spellings.joined(separator: " ")))"
            let value = option.value.map { ":\($0.escapedForZsh):\(action(option.candidates))" } ?? ""
            return option.spellings.map { spelling in
                // Behind a letter the value may stand at once, behind a name after '='.
                let sign = option.value == nil ? "" : spelling.hasPrefix("--") ? "=" : "+"
                let text = "[\(option.help.escapedForZsh)]"
                return ((option.repeats ? "*" : others) + spelling + sign + text + value).quoted
            }
        }
    }

    private static func operands(of subcommand: Subcommand) -> [String] {
        let name = subcommand.operands.prefix { $0 != " " && $0 != "." }.replacing(/[\[\]]/, with: "")
        let (most, action) = (subcommand.operandCount.upperBound, action(subcommand.operandCandidates))
        switch most {
        case 0: return []
        case _ where subcommand.operandCandidates == .commands: return commands
        case 1...3: return (1...most).map { "\($0)::\(String(name).escapedForZsh):\(action)".quoted }
        default: return ["*:\(String(name).escapedForZsh):\(action)".quoted]
        }
    }

    /// A first word, and a second one where the first is that of a group.
    private static var commands: [String] {
        let second = Subcommand.groups.map { name in
            "[[ $words[2] == \(name) ]] && compadd - \(Subcommand.secondWords(behind: name).map(\.word).joined(separator: " "))"
        }
        return [
            "1::COMMAND:(\(Subcommand.firstWords.map(\.word).joined(separator: " ")))".quoted,
            "2::COMMAND:{\(second.joined(separator: "; "))}".quoted,
        ]
    }

    private static func action(_ candidates: Subcommand.Candidates) -> String {
        switch candidates {
        case .none, .commands: " "
        case .files: "_files"
        case .directories: "_path_files -/"
        case .words(let words): "(\(words.joined(separator: " ")))"
        }
    }
}

extension String {
    /// A colon ends a part of a specification, and a bracket its description.
    fileprivate var escapedForZsh: String {
        replacing("\\", with: "\\\\").replacing(":", with: "\\:").replacing("[", with: "(").replacing("]", with: ")")
    }

    fileprivate var quoted: String {
        "'\(replacing("'", with: "'\\''"))'"
    }
}
