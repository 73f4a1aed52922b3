import Formats
import Values

/// `serve --hooks DIR`: a configuration without a file, in which each executable is the hook of the event that it is
/// named after.
///
/// It becomes the text of a configuration, which is then read like any other.
package struct HooksDirectory: Sendable, Equatable {
    package enum SecretKind: String, Sendable, CaseIterable {
        case file, env
    }

    /// What follows `secret` in a configuration.
    package struct SecretPlace: Sendable, Equatable {
        package var kind: SecretKind
        /// The path of the file, or the name of the variable.
        package var name: String

        package init(_ kind: SecretKind, _ name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// Where the executables are.
    package var path: String
    /// The arguments of the directives of that name.
    package var listen = "127.0.0.1:8080"
    package var journal = Configuration().journal.description
    package var endpoint = "/"
    package var provider = "circularo"
    /// Where the key is; nil accepts unauthenticated requests.
    package var secret: SecretPlace?

    package init(path: String) {
        self.path = path
    }

    /// The same options with absolute paths; relative ones are in `directory`.
    package func absolute(in directory: String) -> HooksDirectory {
        let absolute = { (path: String) in path.hasPrefix("/") ? path : "\(directory)/\(path)" }
        var hooks = self
        hooks.path = absolute(path)
        if !journal.contains("://") { hooks.journal = absolute(journal) }
        if let secret, secret.kind == .file { hooks.secret?.name = absolute(secret.name) }
        return hooks
    }

    /// The file name in messages.
    static let name = "--hooks"

    func text(_ context: ParseContext) -> String {
        let directory = context.absolute(path)
        let found = executables(in: directory, context).map { event, program in
            "    on \(event.inQuotes) run \(program.inQuotes)"
        }
        let proof = secret.map { "secret \($0.kind.rawValue) \($0.name.inQuotes)" } ?? "unsigned"
        return """
            listen \(listen.inQuotes)
            journal \((journal.contains("://") ? journal : context.absolute(journal)).inQuotes)
            reload on-change
            endpoint \(endpoint.inQuotes) {
                provider \(provider.inQuotes)
                \(proof)
            \(found.joined(separator: "\n"))
            }
            """
    }

    /// Event and program, in the order of names. `EVENT.d` holds several programs for one event.
    private func executables(in directory: String, _ context: ParseContext) -> [(event: String, program: String)] {
        programs(in: directory, context).flatMap { path -> [(event: String, program: String)] in
            let name = Self.lastPart(of: path)
            guard case .success(let status) = context.status(path) else { return [] }
            guard status.isDirectory else {
                guard isHook(path, event: name, status, context) else { return [] }
                checkName(name, of: path, context)
                return [(name, path)]
            }
            guard name.hasSuffix(".d") else { return [] }
            context.judge(status.ownership, as: .obeyed, "directory", path, inFile: Self.name)
            let event = String(name.dropLast(2))
            return programs(in: path, context).filter { program in
                guard case .success(let status) = context.status(program), !status.isDirectory else { return false }
                return isHook(program, event: event, status, context)
            }.map { (event, $0) }
        }
    }

    /// Whether a file is run. One that is not executable may have been meant as a hook, by its name.
    private func isHook(_ path: String, event: String, _ status: FileSource.Status, _ context: ParseContext) -> Bool {
        guard status.isExecutable else {
            if documentedEvents.contains(Self.withoutExtension(event) ?? event) {
                context.findings.warning(
                    "\(path.escaped) is not executable, so it is not run", inFile: Self.name,
                    help: "chmod +x \(path.escaped)")
            }
            return false
        }
        context.judge(status.ownership, as: .obeyed, "hook", path, inFile: Self.name)
        return true
    }

    /// The event is the whole name of the file: `ping.sh` never runs for `ping`.
    private func checkName(_ name: String, of path: String, _ context: ParseContext) {
        guard !documentedEvents.contains(name), let event = Self.withoutExtension(name) else { return }
        context.findings.warning(
            "\(path.escaped) runs for the event \(name.quoted) only", inFile: Self.name,
            help: "rename it to \(event.quoted) to run it for that event")
    }

    private var documentedEvents: [String] { ProviderName(rawValue: provider)?.documentedEvents ?? [] }

    /// The name without the extension of a script; nil for any other name, since events may have dots: `charge.failed`.
    private static func withoutExtension(_ name: String) -> String? {
        let extensions = [".sh", ".bash", ".zsh", ".py", ".pl", ".rb", ".js", ".mjs", ".ts", ".php", ".lua", ".exe"]
        return extensions.first { name.hasSuffix($0) && name.count > $0.count }.map { String(name.dropLast($0.count)) }
    }

    /// Skips what editors and packagers leave behind, as run-parts(8) does.
    private func programs(in directory: String, _ context: ParseContext) -> [String] {
        context.paths(matching: ParseContext.join(directory.escapedForGlob, "*")).filter { path in
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
    /// The text as a quoted word of a configuration, without placeholders.
    fileprivate var inQuotes: String {
        let escaped = replacingBytes(of: "\\", with: "\\\\").replacingBytes(of: "\"", with: "\\\"")
            .replacingBytes(of: "\n", with: "\\n")
        return "\"\(escaped.replacing("{", with: "\\{"))\""
    }
}
