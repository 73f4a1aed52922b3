import Formats
import Values

extension Subcommand {
    static let webhooksList = Subcommand(
        name: "webhooks list", summary: "List the webhooks at Circularo",
        explanation: "Asks Circularo's API, with curl, for all webhooks that the token's user may see.",
        options: CircularoAPI.options,
        command: ListWebhooks.self)
}

struct ListWebhooks: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let api = try CircularoAPI(arguments, in: context)
        let webhooks: [Webhook]
        do {
            webhooks = try await api.webhooks()
        } catch {
            throw error.failure
        }
        if arguments.has("json") {
            for webhook in webhooks { context.terminal.print(webhook.json.text + "\n") }
        } else if webhooks.isEmpty {
            context.terminal.say("no webhooks; 'hookrunner webhooks create' creates one")
        } else {
            context.terminal.print(Webhook.table(of: webhooks))
        }
        return .success
    }
}
