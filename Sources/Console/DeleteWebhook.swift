import Formats
import Values

/// `hookrunner webhooks delete ID`: Circularo sends no more.
struct DeleteWebhook: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let id = arguments.operands[0]
        guard !["", ".", ".."].contains(id), !id.utf8.contains(0) else {
            throw Failure(.usage, "'\(id)' is no webhook's id; 'hookrunner webhooks list' shows them")
        }
        let api = try CircularoAPI(arguments, in: context)
        guard try isMeant(id, at: api.host) else {
            context.terminal.say("nothing was deleted")
            return .failure
        }
        do {
            try await api.delete(id: id)
        } catch {
            throw error.isUncertain
                ? Failure(error.failure, adding: "it may be deleted all the same: see 'hookrunner webhooks list'")
                : error.failure
        }
        if arguments.has("json") {
            context.terminal.print(JSONValue.object([.init("deleted", .string(id))]).text + "\n")
        } else {
            context.terminal.print("webhook \(id.escaped) is deleted\n")
        }
        return .success
    }

    private func isMeant(_ id: String, at host: String) throws(Failure) -> Bool {
        if arguments.has("yes") { return true }
        guard context.terminal.inputIsTerminal else {
            throw Failure(.usage, "there is no terminal to ask whether webhook '\(id.escaped)' is meant; add --yes")
        }
        return context.terminal.confirms(
            "delete webhook \(id.escaped) at \(host), so that Circularo sends nothing more to its callback?")
    }
}
