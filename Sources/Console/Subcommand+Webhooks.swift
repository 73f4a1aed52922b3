extension Subcommand {
    /// What is done at Circularo's API.
    static let webhooks = [listWebhooks, createWebhook, deleteWebhook]

    private static let api = [
        Option(
            name: "url", letter: "u", value: "URL", help: "the base URL of Circularo's API (default: $CIRCULARO_URL)"),
        Option(name: "token-file", value: "FILE", candidates: .files, help: "the API token is in this file"),
        Option(
            name: "token-env", value: "NAME", help: "the API token is in this variable (default: CIRCULARO_TOKEN)"),
        Option(name: "timeout", value: "TIME", help: "how long an answer may take (default: 30s)"),
        Option(name: "allow-http", help: "go without TLS: everybody on the way can read along"), json,
    ]

    static let listWebhooks = Subcommand(
        name: "webhooks list", summary: "the webhooks that Circularo has",
        explanation: "Asks Circularo's API, with curl, for all webhooks that the token's user may see.", options: api)

    static let createWebhook = Subcommand(
        name: "webhooks create", summary: "have Circularo send its events",
        explanation: """
            Creates a webhook at Circularo, and prints the lines that the configuration needs. A secret is never an
            argument: it is read from a file, or made and written to one.
            """,
        options: [
            Option(
                name: "type", value: "TYPE", candidates: .words(["tenant", "team", "organization"]),
                help: "whose documents: tenant, or team (also called organization)"),
            Option(name: "name", value: "NAME", help: "the team, unless it is that of the token's user"),
            Option(name: "callback", value: "URL", help: "where Circularo sends to: this endpoint, from outside"),
            Option(
                name: "hmac-secret-file", value: "FILE", candidates: .files, help: "sign with the secret in this file"),
            Option(
                name: "generate-secret", value: "FILE", candidates: .files,
                help: "sign with a new secret, and write it to this file"),
        ] + api)

    static let deleteWebhook = Subcommand(
        name: "webhooks delete", operands: "ID", operandCount: 1...1, summary: "have Circularo send no more",
        explanation: "ID is one that webhooks list shows. Asks first, if there is a terminal to ask.",
        options: [Option(name: "yes", letter: "y", help: "do not ask")] + api)
}
