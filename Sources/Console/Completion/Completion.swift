/// The candidates that can follow on a command line. Pure.
struct Completion: Sendable {
    /// A word with its description; the description is empty for a value.
    typealias Word = (word: String, description: String)

    private enum Offer {
        case words([Word])
        /// `files` or `directories`, to which the prefix of the current word does not belong.
        case paths(kind: String, prefix: String)
    }

    private let offer: Offer

    /// Finds what may replace the last word.
    ///
    /// - Parameter typed: the words after the program's name up to the cursor, the last one incomplete. The shell filters
    ///   what is offered by that word.
    init(of typed: [String]) {
        let words = Self.joined(typed)
        let current = words.last ?? ""
        let before = words.dropLast()
        guard let first = before.first else {
            offer = .words(current.hasPrefix("-") ? Self.words(for: [.help, .version]) : Self.commands(after: []))
            return
        }
        guard let subcommand = Subcommand.first(in: Array(before)) else {
            offer = .words(before.count == 1 ? Self.commands(after: [first]) : [])
            return
        }
        var line = CommandLine(subcommand)
        for word in before.dropFirst(subcommand.words.count) { line.take(word) }
        offer = Self.offer(for: current, after: line)
    }

    /// A line for each candidate, with a tab before its description; or one line that asks for paths:
    /// `:files<tab>--config=`.
    var text: String {
        switch offer {
        case .words(let words):
            words.map { $0.description.isEmpty ? "\($0.word)\n" : "\($0.word)\t\($0.description)\n" }.joined()
        case .paths(let kind, let prefix): ":\(kind)\t\(prefix)\n"
        }
    }

    /// bash splits `--option=value` into three words: without the second one it is like `--option value`.
    private static func joined(_ words: [String]) -> [String] {
        words.indices.compactMap { index in
            guard words[index] == "=", index > 0, words[index - 1].hasPrefix("--") else { return words[index] }
            return index == words.count - 1 ? "" : nil
        }
    }

    private static func offer(for current: String, after line: CommandLine) -> Offer {
        if let option = line.pending { return offer(of: option.candidates, prefix: "") }
        guard !line.hasEnded, current.hasPrefix("-") else {
            let isFull = line.operands.count >= line.subcommand.operandCount.upperBound
            if line.subcommand.operandCandidates == .commands { return .words(commands(after: line.operands)) }
            return isFull ? .words([]) : offer(of: line.subcommand.operandCandidates, prefix: "")
        }
        if let (option, prefix) = line.attachedValue(in: current) {
            return offer(of: option.candidates, prefix: prefix)
        }
        return .words(words(for: line.subcommand.allOptions.filter { $0.repeats || !line.used.contains($0.name) }))
    }

    private static func offer(of candidates: Subcommand.Candidates, prefix: String) -> Offer {
        switch candidates {
        case .none, .commands: .words([])
        case .files: .paths(kind: "files", prefix: prefix)
        case .directories: .paths(kind: "directories", prefix: prefix)
        case .words(let words): .words(words.map { (prefix + $0, "") })
        }
    }

    private static func words(for options: [Subcommand.Option]) -> [Word] {
        options.flatMap { option in option.spellings.map { ($0, option.help) } }
    }

    /// The next word of a subcommand's name.
    private static func commands(after words: [String]) -> [Word] {
        switch words.count {
        case 0:
            Subcommand.all.reduce(into: []) { words, subcommand in
                let word = subcommand.words[0]
                guard words.last?.word != word else { return }
                let members = Subcommand.group(word).map { $0.words[1] }.joined(separator: ", ")
                words.append((word, members.isEmpty ? subcommand.summary : members))
            }
        case 1: Subcommand.group(words[0]).map { ($0.words[1], $0.summary) }
        default: []
        }
    }
}

/// The complete words after a subcommand's name.
private struct CommandLine {
    let subcommand: Subcommand
    private(set) var operands: [String] = []
    /// Names of options.
    private(set) var used: Set<String> = []
    /// The option whose value comes next.
    private(set) var pending: Subcommand.Option?
    /// Whether `--` came.
    private(set) var hasEnded = false

    init(_ subcommand: Subcommand) {
        self.subcommand = subcommand
    }

    mutating func take(_ word: String) {
        if pending != nil {
            pending = nil
        } else if hasEnded || word == "-" || !word.hasPrefix("-") {
            operands.append(word)
        } else if word == "--" {
            hasEnded = true
        } else if word.hasPrefix("--") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            note(option(String(parts[0])), hasValue: parts.count > 1)
        } else {
            takeLetters(word.dropFirst())
        }
    }

    /// Letters of options without a value may share a dash; the rest after an option with a value is its value.
    private mutating func takeLetters(_ letters: Substring) {
        guard let letter = letters.first, let option = option("-\(letter)") else { return }
        note(option, hasValue: letters.count > 1)
        if option.value == nil { takeLetters(letters.dropFirst()) }
    }

    private mutating func note(_ option: Subcommand.Option?, hasValue: Bool) {
        guard let option else { return }
        used.insert(option.name)
        if option.value != nil, !hasValue { pending = option }
    }

    /// The option whose value the word has begun, and the text before the value: `--state=f`, `-sf`.
    func attachedValue(in word: String) -> (Subcommand.Option, prefix: String)? {
        let isLong = word.hasPrefix("--")
        guard
            let end = isLong
                ? word.firstIndex(of: "=") : word.index(word.startIndex, offsetBy: 2, limitedBy: word.endIndex),
            isLong || end < word.endIndex, let option = option(String(word[..<end])), option.value != nil
        else { return nil }
        return (option, isLong ? "\(word[...end])" : String(word[..<end]))
    }

    private func option(_ spelling: String) -> Subcommand.Option? {
        subcommand.allOptions.first { $0.spellings.contains(spelling) }
    }
}
