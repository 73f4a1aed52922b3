import Formats
import Foundation
import HTTP
import Journals
import Settings
import Values

/// What every subcommand has at hand.
struct Context: Sendable {
    let terminal: Terminal
    let clock: WallClock
    /// The program's environment, as it was at the start.
    let environment: [String: String]
    /// The program itself, for the processes that it starts.
    let executable: String

    /// Reads the configuration that was asked for; shows its mistakes.
    func loadConfiguration(_ arguments: Arguments, needs: ConfigurationNeeds) -> LoadedConfiguration {
        let loaded = ConfigurationFile.load(
            arguments["config"], environment: environment, needs: needs, certificates: TLSContext.problems)
        show(loaded)
        return loaded
    }

    /// Shows mistakes and warnings.
    func show(_ loaded: LoadedConfiguration) {
        let text = loaded.rendered
        if !text.isEmpty { terminal.write(text.utf8, to: .messages) }
    }

    /// The configuration that was asked for, complete.
    func configuration(_ arguments: Arguments, needs: ConfigurationNeeds) throws(Failure) -> Configuration {
        guard let configuration = loadConfiguration(arguments, needs: needs).configuration else {
            throw Failure(.configuration, "")
        }
        return configuration
    }

    /// The journal of a word on the command line.
    func journal(named word: String) throws(Failure) -> JournalLocation {
        do throws(JournalLocation.Mistake) {
            return try JournalLocation.named(word, environment: environment)
        } catch {
            throw Failure(.usage, "\(error.message); \(error.help)")
        }
    }

    /// Opens a journal beside a daemon that may be running.
    func open(_ location: JournalLocation) async throws(Failure) -> any Journal {
        do {
            return try await location.openForTool()
        } catch {
            throw Failure(error)
        }
    }
}
