import Formats
import Values

/// One reading of a configuration: what it is given, and what it has found so far.
final class Reading {
    /// Mistakes and warnings.
    let findings: Findings
    /// Where files come from.
    let files: FileSource
    /// The variables of the process, or those that a reload remembers.
    let environment: [String: String]
    /// What the caller will do with the configuration.
    let needs: ConfigurationNeeds
    /// Looks at certificates: given from outside, for this room knows no cryptography.
    let certificates: CertificateCheck
    /// The variables that held secrets, with the place that first said so.
    private(set) var secretVariables: [String: Span] = [:]
    /// Every file that was read, in order, without repetition.
    private(set) var pathsRead: [String] = []
    /// Everything that was looked for, read or not.
    private(set) var sources: ConfigurationSources
    private var pathsSeen: Set<String> = []
    /// Whose files are trusted.
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

    /// The content of a file, whose path is remembered.
    func read(_ path: String, limit: Int) -> Result<FileSource.Content, FileProblem> {
        sources.note(file: absolute(path))
        let content = files.read(path, limit)
        if case .success = content {
            let absolute = absolute(path)
            if pathsSeen.insert(absolute).inserted { pathsRead.append(absolute) }
        }
        return content
    }

    /// The paths that match a pattern of glob(7), which is remembered.
    func paths(matching pattern: String) -> [String] {
        let directory = (files.workingDirectory ?? "").escapedForGlob
        sources.note(pattern: pattern.hasPrefix("/") ? pattern : Self.join(directory, pattern))
        return files.matches(pattern)
    }

    /// What is known of a file; each is looked at once.
    func status(_ path: String) -> Result<FileSource.Status, FileProblem> {
        if let known = statuses[path] { return known }
        let status = files.status(path)
        statuses[path] = status
        return status
    }

    /// The first line of a program, as far as the kernel reads it, execve(2); each is looked at once.
    func firstLine(_ path: String) -> [UInt8] {
        if let known = firstLines[path] { return known }
        let line = Array(files.beginning(path, 256)?.prefix { $0 != .lineFeed } ?? [])
        firstLines[path] = line
        return line
    }

    /// From now on the files of this owner are trusted: the user has named one of them.
    func trustOwner(of chosen: FileOwnership) {
        trust.users.insert(chosen.owner)
    }

    /// A variable holds a secret, so that no command may have it.
    func noteSecret(variable name: String, at span: Span) {
        if secretVariables[name] == nil { secretVariables[name] = span }
    }

    /// The directives of a block that are worth reading, after a look at place, block and repetition of each.
    ///
    /// - Parameters:
    ///   - directives: in the order of the file.
    ///   - table: the directives of that kind of block.
    ///   - title: how messages call the block, such as `hook 'documentCompleted'`; nil for the top.
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
            if let earlier = first[name], !entry.isRepeatable {
                findings.error(
                    "duplicate '\(name)' in \(title ?? "the configuration")", at: directive.name.span,
                    help: "remove one of them", note: ("first given here", earlier))
            }
            first[name] = first[name] ?? directive.name.span
            return checkBlock(of: directive, entry) ? (row, directive) : nil
        }
    }

    private func checkBlock(of directive: Directive, _ entry: Vocabulary.Entry) -> Bool {
        if let block = directive.block, entry.block == .none {
            findings.error(
                "'\(entry.name)' opens no block", at: block.opening.span,
                help: #"usage: \#(entry.usage); a brace as the last word is written "{""#)
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

    /// Whether one of these directives is, or seems to be, the one called `name`: then its absence is no second mistake.
    func isMeant(_ name: String, by directives: [Directive], in place: Vocabulary.Place) -> Bool {
        directives.contains { $0.name.text == name || meaning(of: $0.name.text, in: place) == name }
    }

    /// The directive of that place which somebody meant by a word that is none; each word is looked at once.
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
        if name.isHidden { return "a key is named by 'secret file PATH' or 'secret env NAME'" }
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
