import Formats
package import Values

extension JournalLocation {
    /// Why a word is no place for a journal.
    package struct Mistake: Error, Sendable, Equatable {
        /// What is wrong; it shows nothing of the word, which may hold a password.
        package let message: String
        /// What to do.
        package let help: String
        /// Whether to show what was found instead, as far as that may be shown.
        var namesWord = false
    }

    private static let usage = "usage: journal DIRECTORY | journal postgresql://USER@HOST/DATABASE"

    /// The variable whose value is the password of a database.
    static let passwordVariable = "PGPASSWORD"

    /// Reads a place as it stands behind `journal`.
    ///
    /// - Parameters:
    ///   - text: a directory, or the URL of a database.
    ///   - environment: where the password may be.
    /// - Returns: the place; a relative path as it is.
    /// - Throws: what is wrong with it.
    package static func named(_ text: String, environment: [String: String]) throws(Mistake) -> JournalLocation {
        guard text.contains("://") else {
            guard !text.isEmpty, !text.utf8.contains(0) else {
                throw Mistake(message: "expected a directory or a URL of PostgreSQL", help: usage, namesWord: true)
            }
            return .directory(text)
        }
        guard ["postgresql", "postgres"].contains(text.prefix { $0 != ":" }.lowercased()) else {
            throw Mistake(message: "expected a directory or a URL of PostgreSQL", help: usage, namesWord: true)
        }
        guard !hasPassword(text) else {
            throw Mistake(
                message: "a password never stands in a URL",
                help: "set \(passwordVariable), or name a file of passwords with '?passfile=PATH', or a service with "
                    + "'?service=NAME'")
        }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw Mistake(message: "a URL has neither blanks nor control characters", help: usage)
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
            // libpq decodes names, too; none of its own needs that.
            return ["password", "sslpassword"].contains(name.lowercased()) || name.contains("%")
        }
    }
}

extension Reading {
    /// What `journal` says; nil after a mistake.
    func journal(_ arguments: inout Arguments) -> JournalLocation? {
        guard let word = arguments.word() else { return nil }
        do throws(JournalLocation.Mistake) {
            let location = try JournalLocation.named(word.text, environment: environment)
            guard case .directory(let path) = location else {
                // No command gets it, and the daemon's own environment does not keep it.
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
