import Formats
import Values

/// Reads keys from where `secret file` and `secret env` say they are. No message shows a key, or a word that may be one.
struct SecretSource {
    let reading: Reading
    /// Whose keys they are, as far as that is known.
    let provider: ProviderName?

    /// The key of one `secret` directive; nil after a mistake, and where keys are not needed.
    func secret(_ arguments: inout Arguments) -> Secret? {
        guard let kind = arguments.word() else { return nil }
        guard kind.isUnquoted("file") || kind.isUnquoted("env") else {
            arguments.fail(
                "expected 'file' or 'env' after 'secret'", at: kind.span,
                help: "a key never stands in the configuration: write 'secret file PATH' or 'secret env NAME'")
            return nil
        }
        guard let word = arguments.word() else { return nil }
        return kind.text == "file" ? file(word) : variable(word)
    }

    private func file(_ word: Token) -> Secret? {
        let path = reading.resolved(word.text, in: word.span.source)
        guard !word.text.isEmpty, !word.text.utf8.contains(0) else {
            reading.findings.error("the path is empty", at: word.span, help: "usage: secret file PATH")
            return nil
        }
        guard reading.needs.contains(.secrets) else { return nil }
        switch reading.read(path, limit: SecretFile.longest) {
        case .failure(let problem):
            report(problem, path: path, word)
            return nil
        case .success(let content):
            // It is there, so it is a path, however it looks.
            word.span.source.reveal(word.span.range)
            reading.judge(content.ownership, as: .key, "secret file", path, at: word.span)
            reading.checkSecrecy(of: content.ownership, "secret file", path, at: word.span)
            return key(content.bytes, path: path, word)
        }
    }

    private func key(_ bytes: [UInt8], path: String, _ word: Token) -> Secret? {
        let key = SecretFile.key(in: bytes)
        let source = "secret file \(path)"
        guard let secret = checked(Secret(key), from: source, word) else { return nil }
        if key.first?.isASCIIWhiteSpace == true || key.last?.isASCIIWhiteSpace == true {
            reading.findings.warning(
                "\(source): white space at the beginning or end counts as part of the key", at: word.span,
                help: "only one trailing newline is stripped")
        }
        return secret
    }

    /// Refuses bytes that cannot be a key: with them anybody could sign, or every request would be refused.
    private func checked(_ key: Secret, from place: String, _ word: Token) -> Secret? {
        if let flaw = key.flaw {
            reading.findings.error(
                "\(place): the key \(flaw)", at: word.span,
                help: "put the provider's key there; anybody could sign with this one")
            return nil
        }
        guard let provider else { return key }
        if let problem = provider.problem(with: key) {
            reading.findings.error(
                "\(place): the key \(problem), so it is not a key of \(provider.rawValue)", at: word.span,
                help: "copy it exactly as the provider shows it")
            return nil
        }
        if provider.signingKey(of: key)?.isShort == true {
            reading.findings.warning(
                "\(place): the key has fewer than \(Secret.leastLength) bytes, so it can be guessed", at: word.span,
                help: "make a new one with 'openssl rand -hex 32', and enter it at the provider, too")
        }
        return key
    }

    private func report(_ problem: FileProblem, path: String, _ word: Token) {
        let help =
            switch problem {
            case .missing where word.isHidden:
                "if it is a file's name, write './' before it; the key itself never stands here"
            case .missing: "put the key there, or name another file"
            case .denied: "make it readable, or name another with 'secret file'"
            case .isDirectory: "name the file in it"
            case .tooLong: "is it the right file? A key is some tens of bytes"
            case .other: "name another file"
            }
        // A path that exists is no secret; one that is missing may be a key that was pasted here.
        let isShown = problem != .missing || !word.isHidden
        if isShown { word.span.source.reveal(word.span.range) }
        reading.findings.error(
            "secret file\(isShown ? " \(path)" : ""): \(problem)", at: word.span, help: help)
    }

    private func variable(_ word: Token) -> Secret? {
        guard word.text.isVariableName else {
            reading.findings.error(
                "expected the name of an environment variable after 'secret env'", at: word.span,
                help: "letters, digits and '_', such as CIRCULARO_SECRET")
            return nil
        }
        reading.noteSecret(variable: word.text, at: word.span)
        guard reading.needs.contains(.secrets) else { return nil }
        let value = reading.environment[word.text]
        if value != nil { word.span.source.reveal(word.span.range) }
        guard let value, !value.isEmpty else {
            let name = value == nil && word.isHidden ? "" : " \(word.text)"
            reading.findings.error(
                "secret env\(name): the variable is \(value == nil ? "not set" : "empty")", at: word.span,
                help: value == nil && word.isHidden
                    ? "name a variable that holds the key; the key itself is never written here"
                    : "set it in the environment of hookrunner, or use 'secret file PATH'")
            return nil
        }
        return checked(Secret(Array(value.utf8)), from: "secret env \(word.text)", word)
    }
}

extension String {
    /// Whether it may be the name of an environment variable: letters, digits and `_`, not beginning with a digit.
    var isVariableName: Bool {
        guard let first = utf8.first, !first.isDigit else { return false }
        return utf8.allSatisfy {
            $0 == 0x5F || $0.isDigit || $0.isLetter
        }
    }
}
