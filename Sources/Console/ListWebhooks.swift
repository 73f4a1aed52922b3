import Formats
import Values

/// `hookrunner webhooks list`: the webhooks that Circularo has.
struct ListWebhooks: Sendable {
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
            context.terminal.say("there are no webhooks; 'hookrunner webhooks create' makes one")
        } else {
            context.terminal.print(Webhook.table(of: webhooks))
        }
        return .success
    }
}
