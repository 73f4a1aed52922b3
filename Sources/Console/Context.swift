import Formats
import Foundation
import HTTP
import Journals
import Settings
import Values

/// The surroundings of a subcommand.
struct Context: Sendable {
    let terminal: Terminal
    let clock: WallClock
    /// As at the start of the program.
    let environment: [String: String]
    /// Path of this program, to start its executor.
    let executable: String

    /// Reads the configuration that the arguments name, and shows its mistakes.
    func loadConfiguration(_ arguments: Arguments, needs: ConfigurationNeeds) -> LoadedConfiguration {
        let loaded = ConfigurationFile.load(
            arguments["config"], environment: environment, needs: needs, certificates: TLSContext.problems)
        show(loaded)
        return loaded
    }

    func show(_ loaded: LoadedConfiguration) {
        let text = loaded.rendered
        if !text.isEmpty { terminal.write(text.utf8, to: .messages) }
    }

    /// Reads the configuration that the arguments name; it has no mistakes.
    func configuration(_ arguments: Arguments, needs: ConfigurationNeeds) throws(Failure) -> Configuration {
        guard let configuration = loadConfiguration(arguments, needs: needs).configuration else {
            throw Failure(.configuration, "")
        }
        return configuration
    }

    func journal(named word: String) throws(Failure) -> JournalLocation {
        do throws(JournalLocation.Mistake) {
            return try JournalLocation.named(word, environment: environment)
        } catch {
            throw Failure(.usage, "\(error.message); \(error.help)")
        }
    }

    /// Opens a journal that a daemon may be using.
    func open(_ location: JournalLocation) async throws(Failure) -> any Journal {
        do {
            return try await location.openForTool()
        } catch {
            throw Failure(error)
        }
    }
}
