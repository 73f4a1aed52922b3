import Formats
package import Values

extension JournalLocation {
    /// Why a word does not name a journal.
    package struct Mistake: Error, Sendable, Equatable {
        /// Never quotes the word, which may contain a password.
        package let message: String
        package let help: String
        /// Whether to show what was found instead, unless it is hidden.
        var namesWord = false
    }

    private static var usage: String { "usage: \(Vocabulary.entry("journal", in: .top)?.usage ?? "journal")" }

    /// The variable whose value is the password of a database.
    static let passwordVariable = "PGPASSWORD"

    /// Reads what follows `journal`: a directory, which may be relative, or the URL of a database, whose password may be in
    /// the environment.
    package static func named(_ text: String, environment: [String: String]) throws(Mistake) -> JournalLocation {
        let isURL = text.contains("://")
        let isPostgreSQL = ["postgresql", "postgres"].contains(text.prefix { $0 != ":" }.lowercased())
        guard isURL ? isPostgreSQL : !text.isEmpty && !text.utf8.contains(0) else {
            throw Mistake(message: "expected a directory or a URL of PostgreSQL", help: usage, namesWord: true)
        }
        guard isURL else { return .directory(text) }
        guard !hasPassword(text) else {
            throw Mistake(
                message: "a URL must not contain a password",
                help: "set \(passwordVariable), or use '?passfile=PATH' or '?service=NAME'")
        }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw Mistake(message: "a URL cannot contain white space or control characters", help: usage)
        }
        #if PostgreSQL
        let password = environment[passwordVariable].flatMap { $0.isEmpty ? nil : Secret(Array($0.utf8)) }
        return .database(url: text, password: password)
        #else
        throw Mistake(
            message: "this hookrunner was built without PostgreSQL",
            help: "build it with 'make release TRAITS=PostgreSQL', which needs libpq")
        #endif
    }

    /// Whether there is one before the last `@`, or among the parameters.
    private static func hasPassword(_ url: String) -> Bool {
        let parts = url.split(separator: "?", maxSplits: 1)
        let authority = parts[0].drop { $0 != "/" }.drop { $0 == "/" }
        if let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") { return true }
        let parameters = parts.dropFirst().first?.split(separator: "&") ?? []
        return parameters.contains { parameter in
            let name = parameter.prefix { $0 != "=" }
            // libpq also decodes names; none of its own needs that.
            return ["password", "sslpassword"].contains(name.lowercased()) || name.contains("%")
        }
    }
}

extension ParseContext {
    func journal(_ arguments: inout Arguments) -> JournalLocation? {
        guard let word = arguments.word() else { return nil }
        do throws(JournalLocation.Mistake) {
            let location = try JournalLocation.named(word.text, environment: environment)
            guard case .directory(let path) = location else {
                // Neither commands nor the daemon's own environment keep it.
                noteSecret(variable: JournalLocation.passwordVariable, at: word.span)
                judgeFiles(ofDatabase: word.text, at: word.span)
                return location
            }
            return .directory(resolved(path, in: word.span.source))
        } catch {
            arguments.fail(
                error.message + (error.namesWord ? ", got \(word.shown)" : ""), at: word.span, help: error.help)
            return nil
        }
    }
}
