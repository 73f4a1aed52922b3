/// The script for bash: programmable completion, bash(1).
enum BashCompletion {
    static var script: String {
        """
        # Completes hookrunner in bash; made by 'hookrunner completions bash'.

        # _hookrunner_value COMMAND OPTION: sets kind to what the option's value is; to nothing if it has none.
        _hookrunner_value() {
            case "$1 $2" in
        \(values)
                *) kind='' ;;
            esac
        }

        # _hookrunner_options COMMAND: sets kind to its options.
        _hookrunner_options() {
            case $1 in
        \(options)
                *) kind=none ;;
            esac
        }

        # _hookrunner_operands COMMAND: sets kind to what its operands are, and most to how many there may be.
        _hookrunner_operands() {
            case $1 in
        \(operands)
                *) kind=none most=0 ;;
            esac
        }

        # _hookrunner_offer KIND [WORD]...: fills COMPREPLY with what begins as the current word does.
        _hookrunner_offer() {
            local word kind=$1
            shift
            while IFS= read -r word; do
                COMPREPLY+=("$prefix$word")
            done < <(
                case $kind in
                    files) compgen -f -- "$current" ;;
                    directories) compgen -d -- "$current" ;;
                    words) compgen -W "$*" -- "$current" ;;
                esac
            )
            # Outside of a completion there is nothing to set.
            if [[ $kind == files || $kind == directories ]]; then compopt -o filenames 2>/dev/null; fi
        }

        _hookrunner() {
            local IFS=$' \\t\\n' current=${COMP_WORDS[COMP_CWORD]} prefix='' command='' kind='' ended='' most=0 count=0
            local word position
            COMPREPLY=()
            for ((position = 1; position < COMP_CWORD; position++)); do
                word=${COMP_WORDS[position]}
                if [[ $word == = ]]; then
                    continue # bash makes three words of --option=value
                elif [[ -n $kind ]]; then
                    kind=''
                elif [[ -z $ended && $word == -- ]]; then
                    ended=yes
                elif [[ -z $ended && $word == -* ]]; then
                    _hookrunner_value "$command" "$word"
                elif [[ -z $command ]]; then
                    command=$word
                elif [[ $command == @(\((Subcommand.groups + helpPaths).joined(separator: "|"))) ]]; then
                    command="$command $word"
                else
                    count=$((count + 1))
                fi
            done
            if [[ -n $kind ]]; then
                if [[ $current == = ]]; then current=''; fi
            elif [[ -z $ended && $current == --*=* ]]; then
                prefix=${current%%=*}
                current=${current#*=}
                _hookrunner_value "$command" "$prefix"
                prefix+='='
            elif [[ -z $ended && $current == -* ]]; then
                _hookrunner_options "$command"
            else
                _hookrunner_operands "$command"
                if ((count >= most)); then kind=none; fi
            fi
            # shellcheck disable=SC2086 # a kind, and the words behind it
            _hookrunner_offer ${kind:-none}
        }

        complete -F _hookrunner hookrunner

        """
    }

    /// Commands whose operands are names of commands; these words become part of the command.
    private static var helpPaths: [String] {
        Subcommand.all.filter { $0.operandCandidates == .commands }.map(\.name)
    }

    private static var values: String {
        lines(
            Subcommand.all.flatMap { subcommand in
                subcommand.allOptions.filter { $0.value != nil }.map { option in
                    (option.spellings.map { "\(subcommand.name) \($0)" }, kind(option.candidates))
                }
            })
    }

    private static var options: String {
        let top = [Subcommand.help, Subcommand.version].flatMap(\.spellings)
        let own = Subcommand.all.map { ([$0.name], kind(.words($0.allOptions.flatMap(\.spellings)))) }
        return lines([([""], kind(.words(top)))] + own)
    }

    private static var operands: String {
        let groups = Subcommand.groups.map { name in
            (
                [name] + helpPaths.map { "\($0) \(name)" },
                kind(.words(Subcommand.secondWords(behind: name).map(\.word))) + " most=1"
            )
        }
        let own = Subcommand.all.filter { $0.operandCount.upperBound > 0 }.map {
            ([$0.name], kind($0.operandCandidates) + " most=\($0.operandCount.upperBound)")
        }
        return lines([([""], kind(.commands) + " most=1")] + groups + own)
    }

    private static func lines(_ cases: [(patterns: [String], action: String)]) -> String {
        cases.map { "        \($0.patterns.map { "'\($0)'" }.joined(separator: " | "))) \($0.action) ;;" }
            .joined(separator: "\n")
    }

    private static func kind(_ candidates: Subcommand.Candidates) -> String {
        switch candidates {
        case .none: "kind=none"
        case .files: "kind=files"
        case .directories: "kind=directories"
        case .commands: kind(.words(Subcommand.firstWords.map(\.word)))
        case .words(let words): "kind='words \(words.joined(separator: " "))'"
        }
    }
}
