import Formats
import Values

/// `serve --hooks DIR`: a configuration without a file, in which each executable is the hook of the event that it is
/// named after.
///
/// It becomes the text of a configuration, which is then read like any other: one language, one checker.
package struct HooksDirectory: Sendable, Equatable {
    /// Where a key can be.
    package enum SecretKind: String, Sendable, CaseIterable {
        /// In a file.
        case file
        /// In a variable of the environment.
        case env
    }

    /// Where the key is: what follows `secret` in a configuration.
    package struct SecretPlace: Sendable, Equatable {
        /// In a file or in a variable.
        package var kind: SecretKind
        /// The path of the file, or the name of the variable.
        package var name: String

        /// Names the place of a key.
        package init(_ kind: SecretKind, _ name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// Where the executables are.
    package var path: String
    /// Where to listen, as in `listen`.
    package var listen = "127.0.0.1:8080"
    /// Where the journal lives, as in `journal`.
    package var journal = "/var/lib/hookrunner"
    /// The URL path.
    package var endpoint = "/"
    /// Who sends, as in `provider`.
    package var provider = "circularo"
    /// Where the key is; nil accepts unauthenticated requests.
    package var secret: SecretPlace?

    /// Takes the hooks of this directory.
    package init(path: String) {
        self.path = path
    }

    /// The same with absolute paths, for those who work in another directory.
    ///
    /// - Parameter directory: what relative paths are relative to.
    /// - Returns: the same options, with absolute paths.
    package func absolute(in directory: String) -> HooksDirectory {
        let absolute = { (path: String) in path.hasPrefix("/") ? path : "\(directory)/\(path)" }
        var hooks = self
        hooks.path = absolute(path)
        if !journal.contains("://") { hooks.journal = absolute(journal) }
        if let secret, secret.kind == .file { hooks.secret?.name = absolute(secret.name) }
        return hooks
    }

    /// What messages call the configuration.
    static let name = "--hooks"

    /// The configuration that it stands for.
    func text(_ reading: Reading) -> String {
        let directory = reading.absolute(path)
        let found = executables(in: directory, reading).map { event, program in
            "    on \(event.inQuotes) run \(program.inQuotes)"
        }
        let proof = secret.map { "secret \($0.kind.rawValue) \($0.name.inQuotes)" } ?? "unsigned"
        return """
            listen \(listen.inQuotes)
            journal \((journal.contains("://") ? journal : reading.absolute(journal)).inQuotes)
            reload on-change
            endpoint \(endpoint.inQuotes) {
                provider \(provider.inQuotes)
                \(proof)
            \(found.joined(separator: "\n"))
            }
            """
    }

    /// Event and program, in the order of names. `EVENT.d` holds several programs for one event.
    private func executables(in directory: String, _ reading: Reading) -> [(event: String, program: String)] {
        programs(in: directory, reading).flatMap { path -> [(event: String, program: String)] in
            let name = Self.lastPart(of: path)
            guard case .success(let status) = reading.status(path) else { return [] }
            guard status.isDirectory else {
                guard isHook(path, event: name, status, reading) else { return [] }
                checkName(name, of: path, reading)
                return [(name, path)]
            }
            guard name.hasSuffix(".d") else { return [] }
            reading.judge(status.ownership, as: .obeyed, "directory", path, inFile: Self.name)
            let event = String(name.dropLast(2))
            return programs(in: path, reading).filter { program in
                guard case .success(let status) = reading.status(program), !status.isDirectory else { return false }
                return isHook(program, event: event, status, reading)
            }.map { (event, $0) }
        }
    }

    /// Whether a file is run. One that cannot be executed is no hook, but its name may say that it was meant as one.
    private func isHook(_ path: String, event: String, _ status: FileSource.Status, _ reading: Reading) -> Bool {
        guard status.isExecutable else {
            if documentedEvents.contains(Self.withoutExtension(event) ?? event) {
                reading.findings.warning(
                    "\(path.escaped) is not executable, so it is not run", inFile: Self.name,
                    help: "chmod +x \(path.escaped)")
            }
            return false
        }
        reading.judge(status.ownership, as: .obeyed, "hook", path, inFile: Self.name)
        return true
    }

    /// The event is the whole name of the file: `ping.sh` never runs for `ping`.
    private func checkName(_ name: String, of path: String, _ reading: Reading) {
        guard !documentedEvents.contains(name), let event = Self.withoutExtension(name) else { return }
        reading.findings.warning(
            "\(path.escaped) runs for the event \(name.quoted) only", inFile: Self.name,
            help: "rename it to \(event.quoted) to run it for that event")
    }

    private var documentedEvents: [String] { ProviderName(rawValue: provider)?.documentedEvents ?? [] }

    /// What stands before the extension of a script; nil for any other name, since events may have dots: `charge.failed`.
    private static func withoutExtension(_ name: String) -> String? {
        let extensions = [".sh", ".bash", ".zsh", ".py", ".pl", ".rb", ".js", ".mjs", ".ts", ".php", ".lua", ".exe"]
        return extensions.first { name.hasSuffix($0) && name.count > $0.count }.map { String(name.dropLast($0.count)) }
    }

    /// What editors and packagers leave behind is no hook, as for run-parts(8).
    private func programs(in directory: String, _ reading: Reading) -> [String] {
        reading.paths(matching: Reading.join(directory.escapedForGlob, "*")).filter { path in
            let name = Self.lastPart(of: path)
            return ![".bak", ".swp", ".orig", ".rej", ".dpkg-old", ".dpkg-new", ".dpkg-dist", "~"].contains {
                name.hasSuffix($0)
            }
        }
    }

    private static func lastPart(of path: String) -> String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }
}

extension String {
    /// The text as a quoted word of a configuration, no brace of which is a placeholder.
    fileprivate var inQuotes: String {
        let escaped = replacingBytes(of: "\\", with: "\\\\").replacingBytes(of: "\"", with: "\\\"")
            .replacingBytes(of: "\n", with: "\\n")
        return "\"\(escaped.replacing("{", with: "\\{"))\""
    }
}
