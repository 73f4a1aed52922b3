import Formats
import Settings
import Values

/// `hookrunner webhooks create`: Circularo sends its events.
struct CreateWebhook: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let scope = try scope()
        let callback = try callback()
        let api = try CircularoAPI(arguments, in: context)
        let secret = try WebhookSecret.read(arguments, in: context)
        let signature = secret.map { [JSONValue.Member("hmacSecret", .string($0.text))] } ?? []
        let description = JSONValue.object(scope + [.init("callbackUrl", .string(callback.text))] + signature)
        let webhook: Webhook
        do {
            webhook = try await api.create(description, secret: secret?.text)
        } catch {
            throw failure(error, secret)
        }
        if arguments.has("json") {
            context.terminal.print(webhook.json.text + "\n")
        } else {
            context.terminal.print(configuration(of: webhook, at: callback, secret))
        }
        if secret == nil {
            context.terminal.say("the deliveries are not signed: anybody can send them; see --generate-secret")
        }
        return .success
    }

    /// Whose documents: the members `type` and `name`.
    private func scope() throws(Failure) -> [JSONValue.Member] {
        let name = arguments["name"]
        switch arguments["type"] {
        case "tenant"? where name == nil: return [.init("type", "tenant")]
        case "tenant"?: throw Failure(.usage, "--name names a team; '--type tenant' takes none")
        // Newer pages of Circularo say organization for team; its API says team.
        case "team"?, "organization"?:
            return [.init("type", "team")] + (name.map { [.init("name", .string($0))] } ?? [])
        default: throw Failure(.usage, "--type is required: tenant or team")
        }
    }

    private func callback() throws(Failure) -> WebURL {
        guard let text = arguments["callback"] else {
            throw Failure(.usage, "--callback URL is required: the public URL of the endpoint")
        }
        let url = try WebURL.read(text, as: "--callback", example: "https://hooks.example/circularo")
        guard url.isEncrypted || url.isLocal || arguments.has("allow-http") else {
            throw Failure(
                .usage,
                "--callback begins with 'http:', so that deliveries could be read on the way: "
                    + "write 'https:', or allow it with --allow-http")
        }
        guard url.path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "?" && $0 != "#" })
        else { throw Failure(.usage, "--callback has a path that no endpoint can have") }
        return url
    }

    /// A new secret that Circularo does not have is of no use; one that it may have is kept.
    private func failure(_ problem: CircularoProblem, _ secret: WebhookSecret?) -> Failure {
        guard problem.isUncertain else {
            secret?.newFile?.remove()
            return problem.failure
        }
        let place = secret?.newFile.map { ", and its secret is in \($0.path.escaped)" } ?? ""
        return Failure(
            problem.failure, adding: "the webhook may exist all the same: see 'hookrunner webhooks list'\(place)")
    }

    /// What the configuration needs, ready to be pasted.
    private func configuration(of webhook: Webhook, at callback: WebURL, _ secret: WebhookSecret?) -> String {
        """
        # Circularo's webhook \(webhook.id.escaped) sends to \(callback.text)
        endpoint \(callback.path.asWord) {
            provider circularo
            \(secret.map { "secret file \($0.path.asWord)" } ?? "unsigned")
            on * run cat  # prints each delivery, see 'hookrunner show'; name your own commands here
        }

        """
    }
}
