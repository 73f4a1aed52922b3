import Formats
import Values

/// Reads the keys that `secret file` and `secret env` name. No message shows a key, or a word that may be one.
struct SecretSource {
    let context: ParseContext
    /// Nil if it is unknown.
    let provider: ProviderName?

    /// The key of one `secret` directive; nil after a mistake, and where keys are not needed.
    func secret(_ arguments: inout Arguments) -> Secret? {
        guard let kind = arguments.word() else { return nil }
        guard kind.isUnquoted("file") || kind.isUnquoted("env") else {
            arguments.fail(
                "expected 'file' or 'env' after 'secret'", at: kind.span,
                help: "never write a key here: write 'secret file PATH' or 'secret env NAME'")
            return nil
        }
        guard let word = arguments.word() else { return nil }
        return kind.text == "file" ? file(word) : variable(word)
    }

    private func file(_ word: Token) -> Secret? {
        let path = context.resolved(word.text, in: word.span.source)
        guard !word.text.isEmpty, !word.text.utf8.contains(0) else {
            context.findings.error("the path is empty", at: word.span, help: "usage: secret file PATH")
            return nil
        }
        guard context.needs.contains(.secrets) else { return nil }
        switch context.read(path, limit: SecretFile.longest) {
        case .failure(let problem):
            report(problem, path: path, word)
            return nil
        case .success(let content):
            // It exists, so it is a path and not a key.
            word.span.source.reveal(word.span.range)
            context.judge(content.ownership, as: .key, "secret file", path, at: word.span)
            context.checkSecrecy(of: content.ownership, "secret file", path, at: word.span)
            return key(content.bytes, path: path, word)
        }
    }

    private func key(_ bytes: [UInt8], path: String, _ word: Token) -> Secret? {
        let key = SecretFile.key(in: bytes)
        let source = "secret file \(path)"
        guard let secret = checked(Secret(key), from: source, word) else { return nil }
        if key.first?.isASCIIWhiteSpace == true || key.last?.isASCIIWhiteSpace == true {
            context.findings.warning(
                "\(source): leading and trailing white space is part of the key", at: word.span,
                help: "only one trailing newline is stripped")
        }
        return secret
    }

    /// Rejects bytes that cannot be a key: everyone could sign with them, or every request would be rejected.
    private func checked(_ key: Secret, from place: String, _ word: Token) -> Secret? {
        if let flaw = key.flaw {
            context.findings.error(
                "\(place): the key \(flaw)", at: word.span,
                help: "put the provider's key there; anyone could sign with this one")
            return nil
        }
        guard let provider else { return key }
        if let problem = provider.problem(with: key) {
            context.findings.error(
                "\(place): the key \(problem), so it is not a key of \(provider.rawValue)", at: word.span,
                help: "copy it exactly as the provider shows it")
            return nil
        }
        if provider.signingKey(of: key)?.isShort == true {
            context.findings.warning(
                "\(place): the key has fewer than \(Secret.leastLength) bytes, so it can be guessed", at: word.span,
                help: "generate one with 'openssl rand -hex 32', and enter it at the provider, too")
        }
        return key
    }

    private func report(_ problem: FileProblem, path: String, _ word: Token) {
        let help =
            switch problem {
            case .missing where word.isHidden:
                "to name a file, write './' before it; never write the key itself here"
            case .missing: "put the key there, or name another file"
            case .denied: "make it readable, or name another file"
            case .isDirectory: "name the file in it"
            case .tooLong: "a key has some tens of bytes; name another file"
            case .other: "name another file"
            }
        // An existing path is not a secret; a missing one may be a pasted key.
        let isShown = problem != .missing || !word.isHidden
        if isShown { word.span.source.reveal(word.span.range) }
        context.findings.error(
            "secret file\(isShown ? " \(path)" : ""): \(problem)", at: word.span, help: help)
    }

    private func variable(_ word: Token) -> Secret? {
        guard word.text.isVariableName else {
            context.findings.error(
                "expected the name of an environment variable after 'secret env'", at: word.span,
                help: "letters, digits and '_', such as CIRCULARO_SECRET")
            return nil
        }
        context.noteSecret(variable: word.text, at: word.span)
        guard context.needs.contains(.secrets) else { return nil }
        let value = context.environment[word.text]
        if value != nil { word.span.source.reveal(word.span.range) }
        guard let value, !value.isEmpty else {
            reportVariable(word, isSet: value != nil)
            return nil
        }
        return checked(Secret(Array(value.utf8)), from: "secret env \(word.text)", word)
    }

    private func reportVariable(_ word: Token, isSet: Bool) {
        let isHidden = !isSet && word.isHidden
        context.findings.error(
            "secret env\(isHidden ? "" : " \(word.text)"): the variable is \(isSet ? "empty" : "not set")",
            at: word.span,
            help: isHidden
                ? "name a variable that holds the key; never write the key itself here"
                : "set it in the environment of hookrunner, or use 'secret file PATH'")
    }
}

extension String {
    /// Whether it can name an environment variable: letters, digits and `_`, not beginning with a digit.
    var isVariableName: Bool {
        guard let first = utf8.first, !first.isDigit else { return false }
        return utf8.allSatisfy {
            $0 == 0x5F || $0.isDigit || $0.isLetter
        }
    }
}
