/// Arguments that a program does not run as code, but that mean more than text: a file to send, a variable to set, an
/// option that names a command.
struct RiskyArgument {
    /// Which part of the word the payload must not decide.
    enum Part {
        /// All of it.
        case all
        /// Its first character, such as the `@` of `@FILE`.
        case beginning
        /// What follows the first `=`, as in `-F name=@FILE`.
        case beginningOrValue
    }

    let programs: [String]
    /// The options whose value it is; empty for the operands.
    var options: [String] = []
    var part = Part.all
    /// What a value could do there.
    let risk: String
    let help: String

    /// The rows. Each has a test in RiskyArgumentTests.
    static let all: [RiskyArgument] = [
        RiskyArgument(
            programs: ["curl"],
            options: [
                "-d", "--data", "--data-ascii", "--data-binary", "--data-urlencode", "--json", "-H", "--header",
                "--proxy-header", "-w", "--write-out",
            ], part: .beginning, risk: "a value that begins with '@' names a file that curl reads",
            help: "send the payload with '--data-binary @-', or use '--data-raw'"),
        RiskyArgument(
            programs: ["curl"], options: ["-F", "--form"], part: .beginningOrValue,
            risk: "a value that begins with '@' or '<' names a file that curl sends", help: "use '--form-string'"),
        RiskyArgument(
            programs: ["curl"], options: ["-K", "--config", "-T", "--upload-file"],
            risk: "the value names a file that curl reads", help: "name the file here"),
        RiskyArgument(
            programs: ["wget"], options: ["--post-file", "--body-file", "-i", "--input-file", "-e", "--execute"],
            risk: "the value names a file that wget reads, or a setting", help: "use '--post-data'"),
        RiskyArgument(
            programs: ["git"], options: ["-c", "--config-env", "--upload-pack", "--receive-pack", "--exec"],
            risk: "the value can name a command that git runs", help: "write the value here"),
        RiskyArgument(
            programs: ["rsync"], options: ["-e", "--rsh", "--rsync-path"],
            risk: "the value names a command that rsync runs",
            help: "write the command here"),
        RiskyArgument(
            programs: ["scp", "sftp"], options: ["-o", "-S", "-D"], risk: "the value can name a command",
            help: "write the value here"),
        RiskyArgument(
            programs: ["tar", "gtar", "bsdtar"],
            options: [
                "--checkpoint-action", "--to-command", "-I", "--use-compress-program", "-F", "--info-script",
                "--new-volume-script", "--rsh-command", "--rmt-command",
            ], risk: "the value names a command that tar runs", help: "write the command here"),
        RiskyArgument(
            programs: ["env", "sudo", "doas"], part: .beginning,
            risk: "a value such as 'LD_PRELOAD=...' sets a variable, and another one names the program",
            help: "set the variable with 'env NAME VALUE', and name the program here"),
        RiskyArgument(
            programs: ["find"], part: .beginning, risk: "the value chooses where find looks, or what it does",
            help: "write './' or a directory before it"),
        RiskyArgument(
            programs: ["dd"], part: .beginning, risk: "a value such as 'of=FILE' chooses what is overwritten",
            help: "write 'if=' or 'of=' here"),
        RiskyArgument(
            programs: ["mail", "mailx", "s-nail"], part: .beginning,
            risk: "some mail programs take a recipient that begins with '|' as a command",
            help: "name the recipient here, and pass the value with '-s' or in the text"),
    ]

    /// A word with a risk.
    struct Found {
        let position: Int
        /// Where a payload's value must not begin, in characters; nil if it must not be in the word at all.
        let start: Int?
        let row: RiskyArgument
    }

    /// The risky words of a command, as the configuration has it.
    static func found(in words: [String]) -> [Found] {
        let startsCommands = CodeReader.wrappers.contains(words.first?.lastPathPart ?? "")
        return words.indices.filter { $0 == 0 || startsCommands }.flatMap { index in
            let rows = all.filter { $0.programs.contains(words[index].lastPathPart) }
            return rows.flatMap { $0.found(in: words, after: index) }
        }
    }

    private func found(in words: [String], after index: Int) -> [Found] {
        guard !options.isEmpty else { return operands(of: words, after: index) }
        return words.indices.dropFirst(index + 1).flatMap { position in
            let word = words[position]
            if position > index + 1, options.contains(words[position - 1]) { return found(in: word, from: 0, position) }
            // Joined: `--data=VALUE`, `-dVALUE`.
            guard let option = options.first(where: { word.hasPrefix($0.hasPrefix("--") ? "\($0)=" : $0) }),
                word != option, !word.hasPrefix("--") || option.hasPrefix("--")
            else { return [] }
            return found(in: word, from: option.count + (option.hasPrefix("--") ? 1 : 0), position)
        }
    }

    /// The words before the first that is neither an option nor sets a variable: another program begins there.
    private func operands(of words: [String], after index: Int) -> [Found] {
        words.indices.dropFirst(index + 1).prefix { position in
            let word = words[position]
            return word.hasPrefix("-") || word.hasPrefix("{") || word.contains("=")
        }.map { Found(position: $0, start: 0, row: self) }
    }

    private func found(in word: String, from start: Int, _ position: Int) -> [Found] {
        switch part {
        case .all: return [Found(position: position, start: nil, row: self)]
        case .beginning: return [Found(position: position, start: start, row: self)]
        case .beginningOrValue:
            let name = word.dropFirst(start).prefix { $0 != "=" }
            return [start, start + name.count + 1].map { Found(position: position, start: $0, row: self) }
        }
    }
}
