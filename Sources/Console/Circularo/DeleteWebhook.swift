import Formats
import Values

extension Subcommand {
    static let webhooksDelete = Subcommand(
        name: "webhooks delete", operands: "ID", operandCount: 1...1, summary: "Delete a webhook at Circularo",
        explanation: "ID is one from 'hookrunner webhooks list'. On a terminal, asks for confirmation.",
        options: [Option(name: "yes", letter: "y", help: "Do not ask for confirmation")] + CircularoAPI.options,
        command: DeleteWebhook.self)
}

struct DeleteWebhook: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let id = arguments.operands[0]
        guard !["", ".", ".."].contains(id), !id.utf8.contains(0) else {
            throw Failure(.usage, "invalid webhook id '\(id)'; see 'hookrunner webhooks list'")
        }
        let api = try CircularoAPI(arguments, in: context)
        guard try isConfirmed(id, at: api.host) else {
            context.terminal.say("nothing was deleted")
            return .failure
        }
        do {
            try await api.delete(id: id)
        } catch {
            throw error.isUncertain
                ? Failure(error.failure, adding: "it may be deleted nevertheless: see 'hookrunner webhooks list'")
                : error.failure
        }
        if arguments.has("json") {
            context.terminal.print(JSONValue.object([.init("deleted", .string(id))]).text + "\n")
        } else {
            context.terminal.print("webhook \(id.escaped) deleted\n")
        }
        return .success
    }

    private func isConfirmed(_ id: String, at host: String) throws(Failure) -> Bool {
        if arguments.has("yes") { return true }
        guard context.terminal.inputIsTerminal else {
            throw Failure(.usage, "no terminal to confirm the deletion of webhook '\(id.escaped)'; pass --yes")
        }
        return context.terminal.confirms(
            "delete webhook \(id.escaped) at \(host) and stop its events?")
    }
}
