import Values

/// Finds the words of a command that another program reads as code: the script of `sh -c`, `python -c`, `perl -e`.
///
/// A payload's value in such a word would be run, not passed on. The rule must not miss a way to write it that people
/// use, so it looks through `env`, `sudo` and their like, and knows options before `-c` and joined with it.
struct ScriptWords {
    /// The program that reads them, such as `sh`; nil if it is none that reads scripts.
    private(set) var interpreter: String?
    /// Positions in the command.
    private(set) var positions: [Int] = []
    private let words: [String]

    /// How an interpreter other than a shell takes a script: in the word after the option, or joined to it.
    fileprivate struct Interpreter {
        /// Letters of the options.
        let letters: String
        /// Long options.
        var long: [String] = []
        /// Options whose next word is something else.
        var valued: [String] = []
        /// Beginnings of options that hold a name, in which a letter means nothing.
        var named: [String] = []
        /// Whether what follows the script is the script's own.
        var endsOptions = false
    }

    /// What a command may be wrapped in: options that take a word, and the number of words before the command.
    private static let wrappers: [String: (valued: [String], words: Int)] = [
        "env": (["-u", "--unset", "-C", "--chdir"], 0),
        "sudo": (["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-r", "-t", "-T", "-U", "--user", "--group"], 0),
        "doas": (["-u", "-C"], 0), "nice": (["-n"], 0), "nohup": ([], 0), "setsid": ([], 0), "busybox": ([], 0),
        "timeout": (["-s", "-k"], 1),
    ]

    private static let shells = ["sh", "bash", "dash", "zsh", "ksh", "mksh", "ash"]

    private static let interpreters = [
        "fish": Interpreter(letters: "cC", long: ["--command", "--init-command"]),
        "python": Interpreter(letters: "c", valued: ["-W", "-X"], named: ["-W", "-X"], endsOptions: true),
        "perl": Interpreter(letters: "eE", valued: ["-I"], named: ["-M", "-m", "-I"]),
        "ruby": Interpreter(letters: "e", valued: ["-r", "-I", "-C"], named: ["-r", "-I", "-C", "-E"]),
        "node": Interpreter(letters: "ep", long: ["--eval", "--print"], valued: ["-r", "--require", "--import"]),
    ]

    /// Looks at the words as they stand in the configuration.
    init(in words: [String]) {
        self.words = words
        var start = 0
        while let wrapper = Self.wrappers[program(at: start)] {
            guard !noteSplitString(after: start) else { return }
            start = command(after: start, valued: wrapper.valued) + wrapper.words
        }
        let name = program(at: start)
        if Self.shells.contains(name) {
            interpreter = name
            noteShellScript(after: start)
        } else if let reader = Self.interpreters[name] ?? Self.interpreters[String(name.prefix(while: \.isLetter))] {
            interpreter = name
            noteScripts(after: start, reader)
        }
    }

    /// With `-c`, alone or among other letters, the script is the first word after all options (sh(1), POSIX).
    private mutating func noteShellScript(after start: Int) {
        var position = start + 1
        var hasScript = false
        while position < words.count, words[position].isOption {
            let option = words[position]
            position += 1
            if option == "--" { break }
            guard !option.hasPrefix("--") else {
                if option == "--rcfile" || option == "--init-file" { position += 1 }
                continue
            }
            if option.first == "-", option.contains("c") { hasScript = true }
            // `-o pipefail`, also as the last of several letters.
            if option.last == "o" || option.last == "O" { position += 1 }
        }
        if hasScript { positions.append(position) }
    }

    private mutating func noteScripts(after start: Int, _ reader: Interpreter) {
        var position = start + 1
        while position < words.count, words[position].isOption, words[position] != "--" {
            let option = words[position]
            if reader.takesScript(option) {
                positions.append(position)
                if reader.isFollowedByScript(option) {
                    position += 1
                    positions.append(position)
                }
                if reader.endsOptions { return }
            } else if reader.valued.contains(option) {
                position += 1
            }
            position += 1
        }
    }

    /// `env -S "sh -c …"` takes a command line in one word.
    private mutating func noteSplitString(after start: Int) -> Bool {
        guard program(at: start) == "env" else { return false }
        let options = words.indices.dropFirst(start + 1).prefix { words[$0].isOption || words[$0].isAssignment }
        guard let option = options.first(where: { words[$0].hasPrefix("-S") || words[$0].hasPrefix("--split-string") })
        else { return false }
        interpreter = "env -S"
        positions = [option, option + 1]
        return true
    }

    /// Where the command in a wrapper begins: after options and `NAME=VALUE`.
    private func command(after start: Int, valued: [String]) -> Int {
        var position = start + 1
        while position < words.count, words[position].isOption || words[position].isAssignment {
            position += valued.contains(words[position]) ? 2 : 1
        }
        return position
    }

    private func program(at position: Int) -> String {
        guard position < words.count else { return "" }
        return String(words[position].split(separator: "/").last ?? "")
    }
}

extension ScriptWords.Interpreter {
    fileprivate func takesScript(_ option: String) -> Bool {
        if option.hasPrefix("--") { return long.contains { option == $0 || option.hasPrefix("\($0)=") } }
        return !named.contains { option.hasPrefix($0) } && option.contains { letters.contains($0) }
    }

    fileprivate func isFollowedByScript(_ option: String) -> Bool {
        option.hasPrefix("--") ? long.contains(option) : option.last.map(letters.contains) == true
    }
}

extension String {
    fileprivate var isOption: Bool { first == "-" || first == "+" }

    fileprivate var isAssignment: Bool {
        firstIndex(of: "=").map { String(self[..<$0]).isVariableName } == true
    }
}
