/// The script for fish: complete(1).
enum FishCompletion {
    static var script: String {
        """
        # Completes hookrunner in fish; made by 'hookrunner completions fish'.

        # Whether exactly these words stand between the program's name and the cursor.
        function __hookrunner_behind
            set -l words (commandline -opc)
            test "$words[2..]" = "$argv"
        end

        # Whether these words are the first behind the program's name.
        function __hookrunner_in
            set -l words (commandline -opc)
            set -l last (math 1 + (count $argv))
            test (count $words) -ge $last
            and test "$words[2..$last]" = "$argv"
        end

        # Whether fewer operands than the first argument says stand behind the words from the third one on. The options in
        # the second argument take a value.
        function __hookrunner_wants
            __hookrunner_in $argv[3..]; or return
            set -l words (commandline -opc)
            set -l operands 0
            set -l rest options
            for word in $words[(count $argv)..]
                switch "$rest $word"
                    case 'value *'
                        set rest options
                    case 'options --'
                        set rest operands
                    case 'options -*'
                        contains -- $word (string split -- ' ' $argv[2]); and set rest value
                    case '*'
                        set operands (math $operands + 1)
                end
            end
            test $rest != value -a $operands -lt $argv[1]
        end

        complete -c hookrunner -f
        \((first + Subcommand.all.flatMap(lines)).joined(separator: "\n"))

        """
    }

    /// The words of commands, and what may stand in their place.
    private static var first: [String] {
        let words = Subcommand.firstWords.map { word(behind: "", $0) }
        let options = [Subcommand.help, Subcommand.version].map { line(when: "__hookrunner_behind", option($0)) }
        let groups = Subcommand.groups.flatMap { name in
            Subcommand.secondWords(behind: name).map { word(behind: " \(name)", $0) }
        }
        return words + options + groups + help
    }

    /// The names of commands as operands.
    private static var help: [String] {
        Subcommand.all.filter { $0.operandCandidates == .commands }.flatMap { help in
            Subcommand.firstWords.map { word(behind: " \(help.name)", $0) }
                + Subcommand.groups.flatMap { name in
                    Subcommand.secondWords(behind: name).map { word(behind: " \(help.name) \(name)", $0) }
                }
        }
    }

    private static func lines(of subcommand: Subcommand) -> [String] {
        let condition = "__hookrunner_in \(subcommand.name)"
        let valued = subcommand.allOptions.filter { $0.value != nil }.flatMap(\.spellings).joined(separator: " ")
        let wants =
            "__hookrunner_wants \(subcommand.operandCount.upperBound) \(valued.inDoubleQuotes) \(subcommand.name)"
        return subcommand.allOptions.map { line(when: condition, option($0)) }
            + operands(of: subcommand).map { line(when: wants, $0) }
    }

    private static func word(behind words: String, _ word: Subcommand.Word) -> String {
        line(when: "__hookrunner_behind\(words)", "-a \(word.word) -d \(word.summary.quoted)")
    }

    private static func line(when condition: String, _ rest: String) -> String {
        "complete -c hookrunner -n \(condition.quoted) \(rest)"
    }

    private static func option(_ option: Subcommand.Option) -> String {
        let letter = option.letter.map { "-s \($0) " } ?? ""
        let value = option.value == nil ? "" : " " + value(option.candidates)
        return "\(letter)-l \(option.name)\(value) -d \(option.help.quoted)"
    }

    /// What follows an option: with `-r` something has to, `-F` offers files, `-x` only what is named.
    private static func value(_ candidates: Subcommand.Candidates) -> String {
        switch candidates {
        case .none, .commands: "-x"
        case .files: "-r -F"
        case .directories: "-x -a '(__fish_complete_directories)'"
        case .words(let words): "-x -a \(words.joined(separator: " ").quoted)"
        }
    }

    private static func operands(of subcommand: Subcommand) -> [String] {
        switch subcommand.operandCandidates {
        case .none, .commands: []
        case .files: ["-F"]
        case .directories: ["-a '(__fish_complete_directories)'"]
        case .words(let words): ["-a \(words.joined(separator: " ").quoted)"]
        }
    }
}

extension String {
    /// Of words that hold nothing which a shell would replace.
    fileprivate var inDoubleQuotes: String { "\"\(self)\"" }

    fileprivate var quoted: String {
        "'\(replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
    }
}
