import Formats
package import Values

/// What a caller needs of a configuration.
package struct ConfigurationNeeds: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// At least one `listen`.
    package static let listener = ConfigurationNeeds(rawValue: 1)
    /// The keys: files are read and variables looked up.
    package static let secrets = ConfigurationNeeds(rawValue: 2)

    /// For `serve`: everything.
    package static let serve: ConfigurationNeeds = [.listener, .secrets]
    /// For `check`, `send`, `sign` and `verify`.
    package static let check: ConfigurationNeeds = [.secrets]
    /// For commands that only need the journal or the hooks, also for users who cannot read the keys.
    package static let local: ConfigurationNeeds = []
}

package struct LoadedConfiguration: Sendable {
    /// Complete; nil if there was an error.
    package var configuration: Configuration?
    /// In the order of files, lines and columns.
    package let diagnostics: [Diagnostic]
    /// Every file that was read, secret files included; absolute if the working directory is known.
    package let files: [String]
    package let sources: ConfigurationSources
    /// The variables that `secret env` names, sorted: the caller removes them from the environment of the process.
    package let secretVariables: [String]

    /// All diagnostics for a terminal, each with its source line.
    package var rendered: String {
        diagnostics.map { "\($0.rendered)\n" }.joined()
    }

    /// The argument of `-c` that finds it from any directory; nil for the system's file, which needs none.
    package var nameForCommands: String? {
        files.first.flatMap { $0 == ConfigurationFile.usualPaths.last ? nil : $0 }
    }

    package var hasWarnings: Bool { diagnostics.contains { $0.severity == .warning } }
}

/// hookrunner.conf: where it is searched for, and how it is read.
package enum ConfigurationFile {
    /// The variable that names the file in the absence of `-c`.
    package static let variable = "HOOKRUNNER_CONFIG"
    /// Searched after that, in this order.
    package static let usualPaths = ["hookrunner.conf", "/etc/hookrunner/hookrunner.conf"]

    /// Reads a configuration, or reports everything that is wrong with it.
    ///
    /// `path` is the argument of `-c`; nil searches the usual places. The environment of a reload includes the secrets that
    /// have been removed from that of the process.
    package static func load(
        _ path: String?, environment: [String: String], files: FileSource = .system, needs: ConfigurationNeeds,
        certificates: @escaping CertificateCheck = { _ in [] }
    ) -> LoadedConfiguration {
        let context = ParseContext(
            environment: environment, files: files, needs: needs, certificates: certificates)
        return loaded(read(path, context), context)
    }

    /// The same for a directory of hooks.
    package static func load(
        hooks: HooksDirectory, environment: [String: String], files: FileSource = .system,
        needs: ConfigurationNeeds = .serve
    ) -> LoadedConfiguration {
        let context = ParseContext(environment: environment, files: files, needs: needs)
        guard case .success(let status) = files.status(hooks.path), status.isDirectory else {
            context.findings.error(
                "no such directory: \(hooks.path.escaped)", inFile: HooksDirectory.name, help: "it contains the hooks")
            return loaded(nil, context)
        }
        context.judge(status.ownership, as: .chosen, "directory", hooks.path, inFile: HooksDirectory.name)
        context.trustOwner(of: status.ownership)
        var include = Include(context: context)
        let directives = include.directives(of: HooksDirectory.name, Array(hooks.text(context).utf8))
        return loaded(GlobalBlock.read(directives, file: HooksDirectory.name, context: context), context)
    }

    /// Whether `load` finds a file, readable or not, if no path is given.
    package static func exists(environment: [String: String], files: FileSource = .system) -> Bool {
        locate(nil, ParseContext(environment: environment, files: files, needs: .local)) != nil
    }

    private static func loaded(_ configuration: Configuration?, _ context: ParseContext) -> LoadedConfiguration {
        LoadedConfiguration(
            configuration: context.findings.hasErrors ? nil : configuration, diagnostics: context.findings.sorted(),
            files: context.pathsRead, sources: context.sources,
            secretVariables: context.secretVariables.keys.sorted())
    }

    private static func read(_ path: String?, _ context: ParseContext) -> Configuration? {
        guard let place = locate(path, context) else {
            context.findings.error(
                "no configuration found", inFile: usualPaths[0],
                help: "searched \(usualPaths.joined(separator: " and ")); name another with -c FILE or \(variable)")
            return nil
        }
        switch context.read(place.path, limit: Include.longestFile) {
        case .failure(let problem):
            context.findings.error("cannot read this file: \(problem)", inFile: place.path, help: place.reason)
            return nil
        case .success(let content):
            guard place.isChosen || isTrusted(content, context) else { return nil }
            if let ownership = content.ownership, !isDescriptor(place.path) {
                context.judge(ownership, as: .chosen, "configuration", place.path, inFile: place.path)
                context.trustOwner(of: ownership)
            }
            var include = Include(context: context)
            let directives = include.directives(of: place.path, content.bytes)
            return GlobalBlock.read(directives, file: place.path, context: context)
        }
    }

    /// The caller has opened and so chosen it, as with `-c /dev/stdin`.
    private static func isDescriptor(_ path: String) -> Bool {
        path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
    }

    /// Whether a configuration that was found in the working directory is obeyed: a root shell in another user's directory
    /// must not run that user's commands.
    private static func isTrusted(_ content: FileSource.Content, _ context: ParseContext) -> Bool {
        let directory = try? context.status(".").get().ownership
        let doubts = context.trust.doubts(about: content.ownership, "this file", in: directory)
        for doubt in doubts {
            context.findings.error(
                "not used: \(doubt)", inFile: usualPaths[0], help: "to use it anyway, pass -c \(usualPaths[0])")
        }
        return doubts.isEmpty
    }

    /// Where the file is. A usual place counts if the file exists, even if it cannot be read. A working directory that
    /// cannot be entered is skipped: it is that of the caller of sudo(8).
    private static func locate(_ path: String?, _ context: ParseContext) -> Place? {
        if let path { return Place(path: path) }
        if let path = context.environment[variable], !path.isEmpty {
            return Place(path: path, reason: "named by \(variable)")
        }
        let isShutOut = if case .failure(.denied) = context.status(".") { true } else { false }
        let found = usualPaths.dropFirst(isShutOut ? 1 : 0).first { context.status($0) != .failure(.missing) }
        return found.map { Place(path: $0, isChosen: $0 != usualPaths[0]) }
    }

    private struct Place {
        let path: String
        /// Why it is used, where the user may not know.
        var reason: String?
        /// Whether the user or the administrator has chosen it, as they have not in the working directory.
        var isChosen = true
    }
}
