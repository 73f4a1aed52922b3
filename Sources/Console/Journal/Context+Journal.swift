import Formats
import Journals
import Settings
import Values

/// Finds the daemon's journal and configuration.
///
/// In this order: `--config`, `--journal`, `$HOOKRUNNER_CONFIG`, the default configuration files, the default journal. A
/// journal's directory records how its daemon was started, so `serve --hooks` needs no option either.
extension Context {
    /// Opens the journal that the arguments or the default configuration name, and closes it after `work`.
    func withJournal<Result>(
        of arguments: Arguments, _ work: (any Journal) async throws(JournalError) -> Result
    ) async throws(Failure) -> Result {
        let named = try journalWithoutConfiguration(arguments)
        let location = if let named { named } else { try configuration(arguments, needs: .local).journal }
        let journal = try await open(location)
        do {
            let result = try await work(journal)
            await journal.close()
            return result
        } catch {
            throw Failure(error)
        }
    }

    /// The configuration of the daemon that uses the journal.
    ///
    /// - Parameters:
    ///   - arguments: of a subcommand that takes `--journal`.
    ///   - needs: with `.secrets`, a start record of another user is rejected, because it names files to read.
    /// - Returns: the configuration, with that journal.
    /// - Throws: after mistakes have been shown.
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
                    "\(location.description.escaped) has no record of its daemon's start; pass the configuration with -c FILE"
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

    /// The journal of `--journal`, or the default one if there is no configuration; nil if the configuration names it.
    private func journalWithoutConfiguration(_ arguments: Arguments) throws(Failure) -> JournalLocation? {
        if let word = arguments["journal"] {
            guard arguments["config"] == nil else { throw Failure(.usage, "either --config or --journal") }
            return try journal(named: word)
        }
        guard arguments["config"] == nil, !ConfigurationFile.exists(environment: environment) else { return nil }
        let usual = Configuration().journal
        return usual.exists ? usual : nil
    }

    /// The configuration in the start record of a journal; nil without a record.
    private func configuration(
        leftIn location: JournalLocation, needs: ConfigurationNeeds
    ) throws(Failure) -> LoadedConfiguration? {
        guard case .directory(let directory) = location, let note = JournalNote.left(in: directory),
            let record = (try? JSONReader.value(in: note.content)).flatMap(StartRecord.init)
        else { return nil }
        guard note.isTrusted || !needs.contains(.secrets) else {
            throw Failure(
                .configuration,
                "the start record in \(directory.escaped) belongs to another user; pass the configuration with -c FILE"
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
