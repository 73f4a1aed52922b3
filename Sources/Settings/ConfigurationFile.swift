import Formats
package import Values

/// What a caller will do with a configuration, and so must be there.
package struct ConfigurationNeeds: OptionSet, Sendable {
    /// Bits, as an option set has them.
    package let rawValue: Int

    /// Makes a set of its bits.
    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// At least one `listen`.
    package static let listener = ConfigurationNeeds(rawValue: 1)
    /// The keys themselves: files are read and variables looked up.
    package static let secrets = ConfigurationNeeds(rawValue: 2)

    /// For `serve`: everything.
    package static let serve: ConfigurationNeeds = [.listener, .secrets]
    /// For `check`, `send`, `sign` and `verify`.
    package static let check: ConfigurationNeeds = [.secrets]
    /// For commands that only look for the journal or the hooks, and may be given by people who cannot read the keys.
    package static let local: ConfigurationNeeds = []
}

/// What reading a configuration came to.
package struct LoadedConfiguration: Sendable {
    /// Checked and complete; nil if there was a mistake.
    package var configuration: Configuration?
    /// Mistakes and warnings, in the order of files, lines and columns.
    package let diagnostics: [Diagnostic]
    /// Every file that was read, secret files included, absolute where that could be known.
    package let files: [String]
    /// What it was made of, to notice a change.
    package let sources: ConfigurationSources
    /// The variables that `secret env` names, sorted: the caller removes them from the process's environment.
    package let secretVariables: [String]

    /// All mistakes and warnings for a terminal, each with its line; empty if there are none.
    package var rendered: String {
        diagnostics.map { "\($0.rendered)\n" }.joined()
    }

    /// What `-c` has to name, from wherever somebody asks; nil if it is the file that is looked for last, and so is found.
    package var nameForCommands: String? {
        files.first.flatMap { $0 == ConfigurationFile.usualPaths.last ? nil : $0 }
    }

    /// Whether somebody should look, though the configuration can be used.
    package var hasWarnings: Bool { diagnostics.contains { $0.severity == .warning } }
}

/// hookrunner.conf: where it is looked for, and the one way to read it.
package enum ConfigurationFile {
    /// The variable that names the file where `-c` does not.
    package static let variable = "HOOKRUNNER_CONFIG"
    /// Where it is looked for after that, in this order.
    package static let usualPaths = ["hookrunner.conf", "/etc/hookrunner/hookrunner.conf"]

    /// Reads the configuration, or says what all is wrong with it.
    ///
    /// - Parameters:
    ///   - path: what `-c` names; nil looks in the usual places.
    ///   - environment: the variables of the process; for a reload, with those that held secrets and are gone from it.
    ///   - files: where files come from.
    ///   - needs: what the caller will do with it.
    ///   - certificates: looks at the files of listeners that speak TLS.
    /// - Returns: a configuration, or at least one error; warnings in either case.
    package static func load(
        _ path: String?, environment: [String: String], files: FileSource = .system, needs: ConfigurationNeeds,
        certificates: @escaping CertificateCheck = { _ in [] }
    ) -> LoadedConfiguration {
        let reading = Reading(
            environment: environment, files: files, needs: needs, certificates: certificates)
        return loaded(read(path, reading), reading)
    }

    /// Makes a configuration of a directory of hooks.
    ///
    /// - Parameters:
    ///   - hooks: the directory, and what else a configuration needs.
    ///   - environment: as for a file.
    ///   - files: where files come from.
    ///   - needs: as for a file.
    /// - Returns: as for a file.
    package static func load(
        hooks: HooksDirectory, environment: [String: String], files: FileSource = .system,
        needs: ConfigurationNeeds = .serve
    ) -> LoadedConfiguration {
        let reading = Reading(environment: environment, files: files, needs: needs)
        guard case .success(let status) = files.status(hooks.path), status.isDirectory else {
            reading.findings.error(
                "there is no directory \(hooks.path.escaped)", inFile: HooksDirectory.name, help: "it holds the hooks")
            return loaded(nil, reading)
        }
        reading.judge(status.ownership, as: .chosen, "directory", hooks.path, inFile: HooksDirectory.name)
        reading.trustOwner(of: status.ownership)
        var include = Include(reading: reading)
        let directives = include.directives(of: HooksDirectory.name, Array(hooks.text(reading).utf8))
        return loaded(GlobalBlock.read(directives, file: HooksDirectory.name, reading: reading), reading)
    }

    /// Whether `load` would find a file where no path is given.
    ///
    /// - Parameters:
    ///   - environment: the variables of the process.
    ///   - files: where files come from.
    /// - Returns: whether it is there, readable or not.
    package static func exists(environment: [String: String], files: FileSource = .system) -> Bool {
        locate(nil, Reading(environment: environment, files: files, needs: .local)) != nil
    }

    private static func loaded(_ configuration: Configuration?, _ reading: Reading) -> LoadedConfiguration {
        LoadedConfiguration(
            configuration: reading.findings.hasErrors ? nil : configuration, diagnostics: reading.findings.sorted(),
            files: reading.pathsRead, sources: reading.sources,
            secretVariables: reading.secretVariables.keys.sorted())
    }

    private static func read(_ path: String?, _ reading: Reading) -> Configuration? {
        guard let place = locate(path, reading) else {
            reading.findings.error(
                "there is no configuration", inFile: usualPaths[0],
                help: "looked for \(usualPaths.joined(separator: " and ")); name another with -c FILE or \(variable)")
            return nil
        }
        switch reading.read(place.path, limit: Include.longestFile) {
        case .failure(let problem):
            reading.findings.error("cannot read this file: \(problem)", inFile: place.path, help: place.reason)
            return nil
        case .success(let content):
            guard place.isChosen || isTrusted(content, reading) else { return nil }
            if let ownership = content.ownership, !isDescriptor(place.path) {
                reading.judge(ownership, as: .chosen, "configuration", place.path, inFile: place.path)
                reading.trustOwner(of: ownership)
            }
            var include = Include(reading: reading)
            let directives = include.directives(of: place.path, content.bytes)
            return GlobalBlock.read(directives, file: place.path, reading: reading)
        }
    }

    /// What the caller has opened is the caller's choice, as with `-c /dev/stdin`.
    private static func isDescriptor(_ path: String) -> Bool {
        path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
    }

    /// Whether a configuration that merely is in the working directory may be obeyed: the directory may be anybody's, so
    /// that a root shell in it would run what somebody else has put there.
    private static func isTrusted(_ content: FileSource.Content, _ reading: Reading) -> Bool {
        let directory = try? reading.status(".").get().ownership
        let doubts = reading.trust.doubts(about: content.ownership, "this file", in: directory)
        for doubt in doubts {
            reading.findings.error(
                "not used: \(doubt)", inFile: usualPaths[0], help: "if it is meant, pass -c \(usualPaths[0])")
        }
        return doubts.isEmpty
    }

    /// Where the file is, and who says so. A usual place counts if there is anything, even if it cannot be read; but a
    /// working directory that may not be entered is passed over: it is that of whoever has called sudo(8).
    private static func locate(_ path: String?, _ reading: Reading) -> Place? {
        if let path { return Place(path: path) }
        if let path = reading.environment[variable], !path.isEmpty {
            return Place(path: path, reason: "named by \(variable)")
        }
        let isShutOut = if case .failure(.denied) = reading.status(".") { true } else { false }
        let found = usualPaths.dropFirst(isShutOut ? 1 : 0).first { reading.status($0) != .failure(.missing) }
        return found.map { Place(path: $0, isChosen: $0 != usualPaths[0]) }
    }

    /// Where the configuration is.
    private struct Place {
        let path: String
        /// Who says so, where the user may not know.
        var reason: String?
        /// Whether the user, or the machine's administrator, has named it; not so in the working directory.
        var isChosen = true
    }
}
