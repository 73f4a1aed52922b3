import Formats
import Settings
import Values

extension Subcommand {
    static let check = Subcommand(
        name: "check", summary: "Validate the configuration and show what it means",
        explanation: "Lists endpoints and hooks, or every mistake with its place. Exits 78 if there is a mistake.",
        options: [.configuration, Option(name: "strict", help: "Treat warnings as mistakes"), .json],
        command: Check.self)
}

struct Check: Command {
    let arguments: Arguments
    let context: Context

    func run() throws(Failure) -> ExitStatus {
        let loaded = context.loadConfiguration(arguments, needs: .check)
        guard let configuration = loaded.configuration else { return .configuration }
        if arguments.has("json") {
            context.terminal.print(configuration.json.text + "\n")
        } else {
            context.terminal.print(text(of: configuration))
        }
        let listens = !configuration.listeners.isEmpty
        if !listens {
            context.terminal.say(
                "warning: no 'listen' directive, only 'serve --run-only' can start; add 'listen 127.0.0.1:8080'")
        }
        return arguments.has("strict") && (loaded.hasWarnings || !listens) ? .configuration : .success
    }

    private func text(of configuration: Configuration) -> String {
        var text = ""
        for listener in configuration.listeners {
            text += "listen    \(listener.address)\(listener.tls == nil ? "" : " (TLS)")\n"
        }
        if let admin = configuration.admin {
            let shows = admin.isLocal || configuration.adminShowsPayloads
            text += "admin     \(admin)\(shows ? " (shows payloads)" : "")\n"
        }
        text += "journal   \(configuration.journal.description.escaped)\n"
        text += "commands  at most \(configuration.maximumRunning) at once\n"
        for alert in configuration.alerts { text += "alert     \(alert.name.escaped)\n" }
        for endpoint in configuration.endpoints { text += "\n" + self.text(of: endpoint) }
        return text
    }

    private func text(of endpoint: Endpoint) -> String {
        let secrets = endpoint.secrets.count == 1 ? "1 secret" : "\(endpoint.secrets.count) secrets"
        let proof = endpoint.isUnsigned ? "unsigned" : secrets
        let head = "endpoint \(endpoint.path.escaped) (\(endpoint.provider.rawValue), \(proof))\n"
        var table = Table("  HOOK", "COMMAND", "TIMEOUT", "RETRY", "ORDER")
        for hook in endpoint.hooks {
            table.add(
                "  " + hook.name.escaped, hook.command.description.escaped, hook.timeout.shortText,
                hook.retry.text, hook.order.description)
        }
        let conditions = endpoint.hooks.map { hook in
            hook.conditions.map { "    when \($0.description.escaped)\n" }.joined()
        }
        // None for the header.
        let rows = table.text.split(separator: "\n").map { "\($0)\n" }
        return head + zip(rows, [""] + conditions).map { $0 + $1 }.joined()
    }
}

extension RetryPolicy {
    /// `8 times (9 attempts)`.
    fileprivate var text: String {
        self == .never ? "never" : "\(attempts - 1) times (\(attempts) attempts)"
    }
}
