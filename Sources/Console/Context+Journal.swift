import Formats
import Journals
import Settings
import Values

/// Where the subcommands that work beside a daemon find its journal and its configuration.
///
/// In this order: `--config`, `--journal`, `$HOOKRUNNER_CONFIG`, the usual configuration files, the usual journal. A
/// journal's directory tells how its daemon was started, so nothing has to be named beside `serve --hooks`.
extension Context {
    /// Opens the journal that the arguments or the usual configuration name.
    func openJournal(of arguments: Arguments) async throws(Failure) -> any Journal {
        if let location = try journalWithoutConfiguration(arguments) { return try await open(location) }
        return try await open(try configuration(arguments, needs: .local).journal)
    }

    /// The configuration that the daemon of this journal goes by.
    ///
    /// - Parameters:
    ///   - arguments: of a subcommand that takes `--journal`.
    ///   - needs: with `.secrets`, a note that another user could have written is refused: it names files to read.
    /// - Returns: the configuration, with that journal.
    /// - Throws: why there is none; its mistakes have been shown.
    func daemonConfiguration(
        _ arguments: Arguments, needs: ConfigurationNeeds
    ) throws(Failure) -> Configuration {
        guard let location = try journalWithoutConfiguration(arguments) else {
            return try configuration(arguments, needs: needs)
        }
        guard let loaded = try configuration(leftIn: location, needs: needs) else {
            guard !needs.contains(.secrets) else {
                throw Failure(
                    .configuration,
                    "\(location.description.escaped) does not tell how its daemon was started; name its configuration with -c FILE"
                )
            }
            var bare = Configuration()
            bare.journal = location
            return bare
        }
        show(loaded)
        guard var configuration = loaded.configuration else { throw Failure(.configuration, "") }
        configuration.journal = location
        return configuration
    }

    /// The journal to use where no configuration is: the one of `--journal`, or the usual one; nil where a configuration
    /// says it.
    private func journalWithoutConfiguration(_ arguments: Arguments) throws(Failure) -> JournalLocation? {
        if let word = arguments["journal"] {
            guard arguments["config"] == nil else { throw Failure(.usage, "either --config or --journal") }
            return try journal(named: word)
        }
        guard arguments["config"] == nil, !ConfigurationFile.exists(environment: environment) else { return nil }
        let usual = Configuration().journal
        return usual.exists ? usual : nil
    }

    /// What the daemon's note in its journal leads to; nil where there is none.
    private func configuration(
        leftIn location: JournalLocation, needs: ConfigurationNeeds
    ) throws(Failure) -> LoadedConfiguration? {
        guard case .directory(let directory) = location, let note = JournalNote.left(in: directory),
            let record = (try? JSONReader.value(in: note.content)).flatMap(StartRecord.init)
        else { return nil }
        guard note.isTrusted || !needs.contains(.secrets) else {
            throw Failure(
                .configuration,
                "another user wrote the note in \(directory.escaped) that names the key; name the configuration with -c FILE"
            )
        }
        switch record {
        case .configuration(let path):
            return ConfigurationFile.load(path, environment: environment, needs: needs)
        case .hooks(let hooks):
            return ConfigurationFile.load(hooks: hooks, environment: environment, needs: needs)
        }
    }
}
