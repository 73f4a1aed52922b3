import Formats
import Settings
import Values

extension Subcommand {
    static let webhooksCreate = Subcommand(
        name: "webhooks create", summary: "Create a webhook at Circularo",
        explanation: """
            Creates a webhook, and prints the lines that the configuration needs. The secret is never an argument: it is read
            from a file, or generated and written to one.
            """,
        options: [
            Option(
                name: "type", value: "TYPE", candidates: .words(["tenant", "team", "organization"]),
                help: "Owner of the documents: tenant, or team (also called organization)"),
            Option(name: "name", value: "NAME", help: "Name of the team (default: that of the token's user)"),
            Option(name: "callback", value: "URL", help: "Public URL of the endpoint"),
            Option(
                name: "hmac-secret-file", value: "FILE", candidates: .files, help: "Sign with the secret in this file"),
            Option(
                name: "generate-secret", value: "FILE", candidates: .files,
                help: "Sign with a new secret, and write it to this file"),
        ] + CircularoAPI.options,
        command: CreateWebhook.self)
}

struct CreateWebhook: Command {
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
            context.terminal.say("the deliveries are unsigned: anyone can send them; see --generate-secret")
        }
        return .success
    }

    /// The members `type` and `name`: the owner of the documents.
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
                "--callback has no TLS, so deliveries could be read in transit: use 'https:', or pass --allow-http")
        }
        guard url.path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "?" && $0 != "#" })
        else { throw Failure(.usage, "--callback has a path that is invalid for an endpoint") }
        return url
    }

    /// Removes a new secret, unless Circularo may have it.
    private func failure(_ problem: CircularoProblem, _ secret: WebhookSecret?) -> Failure {
        guard problem.isUncertain else {
            secret?.newFile?.remove()
            return problem.failure
        }
        let place = secret?.newFile.map { "; its secret is in \($0.path.escaped)" } ?? ""
        return Failure(
            problem.failure, adding: "the webhook may exist nevertheless: see 'hookrunner webhooks list'\(place)")
    }

    /// Lines for the configuration.
    private func configuration(of webhook: Webhook, at callback: WebURL, _ secret: WebhookSecret?) -> String {
        """
        # Circularo's webhook \(webhook.id.escaped) sends to \(callback.text)
        endpoint \(callback.path.asWord) {
            provider circularo
            \(secret.map { "secret file \($0.path.asWord)" } ?? "unsigned")
            on * run cat  # prints each delivery, see 'hookrunner show'; replace it with your commands
        }

        """
    }
}
