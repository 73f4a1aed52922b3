import Formats
import Values

/// What a configuration is read with, and what has been found so far.
final class ParseContext {
    let findings: Findings
    let files: FileSource
    /// Of the process, or as a reload remembers it.
    let environment: [String: String]
    let needs: ConfigurationNeeds
    /// Injected, since this room has no cryptography.
    let certificates: CertificateCheck
    /// The variables that hold secrets, and where each is first named.
    private(set) var secretVariables: [String: Span] = [:]
    /// Every file that was read, in order, without duplicates.
    private(set) var pathsRead: [String] = []
    /// Everything that was searched for, read or not.
    private(set) var sources: ConfigurationSources
    private var pathsSeen: Set<String> = []
    private(set) var trust: FileTrust
    private var firstLines: [String: [UInt8]] = [:]
    private var meanings: [Vocabulary.Place: [String: String?]] = [:]
    private var statuses: [String: Result<FileSource.Status, FileProblem>] = [:]

    init(
        environment: [String: String], files: FileSource, needs: ConfigurationNeeds,
        certificates: @escaping CertificateCheck = { _ in [] }
    ) {
        self.findings = Findings()
        self.files = files
        self.environment = environment
        self.needs = needs
        sources = ConfigurationSources(files: files)
        trust = FileTrust(userID: files.userID)
        self.certificates = certificates
    }

    /// Reads a file and records its path.
    func read(_ path: String, limit: Int) -> Result<FileSource.Content, FileProblem> {
        sources.note(file: absolute(path))
        let content = files.read(path, limit)
        if case .success = content {
            let absolute = absolute(path)
            if pathsSeen.insert(absolute).inserted { pathsRead.append(absolute) }
        }
        return content
    }

    /// Expands a pattern of glob(7) and records it.
    func paths(matching pattern: String) -> [String] {
        let directory = (files.workingDirectory ?? "").escapedForGlob
        sources.note(pattern: pattern.hasPrefix("/") ? pattern : Self.join(directory, pattern))
        return files.matches(pattern)
    }

    /// Cached.
    func status(_ path: String) -> Result<FileSource.Status, FileProblem> {
        if let known = statuses[path] { return known }
        let status = files.status(path)
        statuses[path] = status
        return status
    }

    /// The first line of a program, as far as the kernel reads it, execve(2). Cached.
    func firstLine(_ path: String) -> [UInt8] {
        if let known = firstLines[path] { return known }
        let line = Array(files.beginning(path, 256)?.prefix { $0 != .lineFeed } ?? [])
        firstLines[path] = line
        return line
    }

    /// Trusts all files of this owner: the user has named one of them.
    func trustOwner(of chosen: FileOwnership) {
        trust.users.insert(chosen.owner)
    }

    /// Records a variable that must not be passed to commands.
    func noteSecret(variable name: String, at span: Span) {
        if secretVariables[name] == nil { secretVariables[name] = span }
    }

    /// The directives that can be read, after a check of place, block and repetition of each. Messages call the block
    /// `title`, such as `hook 'documentCompleted'`; nil is the top.
    func known<Block: DirectiveBlock>(
        _ directives: [Directive], in table: DirectiveTable<Block>, of title: String?
    ) -> [(row: DirectiveRow<Block>, directive: Directive)] {
        var first: [String: Span] = [:]
        return directives.compactMap { directive in
            let name = directive.name.text
            guard let row = table[name], let entry = Vocabulary.entry(name, in: table.place) else {
                reportUnknown(directive, in: table.place, of: title)
                return nil
            }
            if let earlier = first[name] {
                if !entry.isRepeatable { reportDuplicate(directive.name, earlier, in: title) }
            } else {
                first[name] = directive.name.span
            }
            return checkBlock(of: directive, entry) ? (row, directive) : nil
        }
    }

    private func reportDuplicate(_ name: Token, _ earlier: Span, in title: String?) {
        findings.error(
            "duplicate '\(name.text)' in \(title ?? "the configuration")", at: name.span,
            help: "remove one of them", note: ("first given here", earlier))
    }

    private func checkBlock(of directive: Directive, _ entry: Vocabulary.Entry) -> Bool {
        if let block = directive.block, entry.block == .none {
            findings.error(
                "'\(entry.name)' does not open a block", at: block.opening.span,
                help: #"usage: \#(entry.usage); write "{" for a brace as the last word"#)
        } else if directive.block == nil, entry.block == .required {
            findings.error(
                "'\(entry.name)' needs a block", at: directive.name.span, help: "end the line with '{'")
            return false
        }
        return true
    }

    private func reportUnknown(_ directive: Directive, in place: Vocabulary.Place, of title: String?) {
        let name = directive.name
        let other = Vocabulary.Place.allCases.first { Vocabulary.entry(name.text, in: $0) != nil }
        if let other, !name.isHidden || name.text == "secret" {
            findings.error(
                "'\(name.text)' does not belong \(title.map { "in \($0)" } ?? "outside of a block")", at: name.span,
                help: "it belongs \(other.phrase)")
        } else {
            findings.error(
                "unknown directive \(name.shown)\(title.map { " in \($0)" } ?? "")", at: name.span,
                help: suggestion(for: name, in: place))
        }
    }

    /// Whether one of these directives is, or seems to be, the one called `name`, so its absence is not reported.
    func isMeant(_ name: String, by directives: [Directive], in place: Vocabulary.Place) -> Bool {
        directives.contains { $0.name.text == name || meaning(of: $0.name.text, in: place) == name }
    }

    /// The directive of that place that an unknown word resembles. Cached.
    private func meaning(of word: String, in place: Vocabulary.Place) -> String? {
        guard Vocabulary.entry(word, in: place) == nil else { return word }
        if let known = meanings[place, default: [:]][word] { return known }
        let names = Vocabulary.names(in: place)
        let synonym = Vocabulary.synonyms[word.lowercased()].flatMap { names.contains($0) ? $0 : nil }
        let meaning = Suggestion.nearest(to: word, among: names) ?? synonym
        meanings[place, default: [:]][word] = .some(meaning)
        return meaning
    }

    private func suggestion(for name: Token, in place: Vocabulary.Place) -> String? {
        if name.isHidden { return "write 'secret file PATH' or 'secret env NAME'" }
        if let word = meaning(of: name.text, in: place) { return "did you mean '\(word)'?" }
        for other in Vocabulary.Place.allCases {
            guard let word = meaning(of: name.text, in: other) else { continue }
            return "did you mean '\(word)'? It belongs \(other.phrase)"
        }
        return nil
    }
}

extension Vocabulary.Place {
    fileprivate var phrase: String {
        switch self {
        case .top: "outside of all blocks"
        case .endpoint: "between the braces of an 'endpoint'"
        case .hook: "between the braces of an 'on'"
        case .provider: "between the braces of a 'provider custom'"
        }
    }
}
