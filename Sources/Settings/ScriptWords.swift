/// Finds the words of a command that a program reads as code: the script of `sh -c`, `python -c`, `perl -e`.
///
/// A payload's value in such a word would be run. To miss no common way to write it, every word may be a known program:
/// `flock LOCK sh -c CODE`, `find -exec sh -c CODE`.
struct ScriptWords {
    /// The last program before a word that reads it as code, by the word's position in the command.
    private(set) var readers: [Int: String] = [:]

    /// A word and its position in the command; `env -S` makes several of one.
    private struct Word {
        let text: String
        let position: Int
    }

    init(in words: [String]) {
        note(words.enumerated().map { Word(text: $1, position: $0) })
    }

    private mutating func note(_ words: [Word]) {
        let startsCommands = CodeReader.wrappers.contains(words.first?.text.lastPathPart ?? "")
        var rest = words[...]
        var isFirst = true
        while let word = rest.popFirst() {
            let name = word.text.lastPathPart
            if let reader = CodeReader.named(name), isFirst || startsCommands || !reader.needsCommandPlace {
                noteCode(of: name, reader, rest)
            }
            isFirst = false
        }
    }

    private mutating func noteCode(of name: String, _ reader: CodeReader, _ words: ArraySlice<Word>) {
        var search = CodeSearch(reader: reader)
        var rest = words
        while !search.isOver, let word = rest.popFirst() {
            guard search.take(word.text) else { continue }
            readers[word.position] = name == "env" ? "env -S" : name
            if name == "env" { noteSplit(word, rest) }
        }
    }

    /// The words of `env -S "sh -c" CODE` are those of the string, then those that follow it.
    private mutating func noteSplit(_ word: Word, _ rest: ArraySlice<Word>) {
        let isJoined = word.text.hasPrefix("-")
        let behindName = word.text.firstIndex(of: word.text.hasPrefix("--") ? "=" : "S").map {
            word.text[$0...].dropFirst()
        }
        let text = isJoined ? behindName ?? "" : word.text[...]
        let split = text.split { " \t'\"".contains($0) }.map { Word(text: String($0), position: word.position) }
        note(split + rest)
    }
}

extension String {
    /// The last part of a path: `sh` of `/bin/sh`.
    var lastPathPart: String { String(split(separator: "/").last ?? "") }
}
