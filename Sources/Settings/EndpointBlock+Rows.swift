import Formats
import Values

extension EndpointBlock {
    static let table = DirectiveTable<EndpointBlock>(
        .endpoint, defaults: Endpoint(path: "", provider: .circularo, secrets: []), rows)

    private static let rows: [DirectiveRow<EndpointBlock>] = [
        .init(
            name: "provider",
            forms: [
                ProviderName.allCases.filter { $0 != .custom }.map(\.rawValue).joined(separator: "|"), "custom { ... }",
            ], help: "who sends here, and how it signs", block: .optional, isRequired: true,
            read: { $0.readProvider(&$1) },
            write: { value in
                [
                    value.customScheme.map { "custom \(CustomProviderBlock.table.block(of: $0))" }
                        ?? value.provider.rawValue
                ]
            }),
        // No key is ever shown, nor where it is: the configuration holds keys only.
        .init(
            name: "secret", forms: ["file PATH", "env NAME"], help: "where the key that signs requests is stored",
            isRepeatable: true, comment: { $0.isUnsigned ? nil : "secrets: \($0.secrets.count)" },
            read: { $0.readSecret(&$1) }, write: { _ in [] }),
        .setting("unsigned", \.isUnsigned, .flag(), help: "accept unauthenticated requests"),
        .setting("max-body", \.maximumBodyBytes, .size, help: "longest request body"),
        .optional(
            "replay-window", \.replayWindow, .duration, help: "how far the signed time of a request may be from now"),
        .setting("duplicates", \.duplicates, .duplicates, help: "whether a repeated delivery runs again"),
        .init(
            name: "reply", forms: ["wait DURATION", "TEXT"], help: "what is answered, and when",
            read: { $0.readReply(&$1) },
            write: { value in
                let text = value.replyText.map { $0.text == "wait" ? "\"wait\"" : $0.text.asValue }
                return [value.replyWait.map { "wait \($0.shortText)" }, text].compactMap { $0 }
            }),
        .init(
            name: "on", forms: ["EVENT, ... { ... }", "EVENT, ... run COMMAND..."],
            help: "what to run for these events",
            isRepeatable: true, block: .optional, read: { $0.readHook(&$1) },
            write: { $0.hooks.map { "\($0.events.words) \(HookBlock.table.block(of: $0))" } }),
        .optional("rate", \.rate, .rate, help: "requests that one client may send"),
        .init(
            name: "each", forms: ["FIELD"], help: "make one delivery of every item of an array",
            read: { $0.readEach(&$1) }, write: { $0.each.map { [$0.description] } ?? [] }),
        .maxPending(\.maximumPending),
        .include,
        .allow(\.access.allowed),
        .deny(\.access.denied),
    ]
}

extension [EventPattern] {
    var words: String { map(\.description.asWord).joined(separator: ", ") }
}
