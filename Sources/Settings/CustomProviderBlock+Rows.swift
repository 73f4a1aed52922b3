import Formats
import Values

extension CustomProviderBlock {
    static let table = DirectiveTable<CustomProviderBlock>(.provider, defaults: CustomScheme(), rows)

    private static let rows: [DirectiveRow<CustomProviderBlock>] = [
        .setting("header", \.header, .header, help: "the header that holds the signature", isRequired: true),
        .setting("algorithm", \.algorithm, .choice, help: "the digest of the HMAC"),
        .setting(
            "encoding", \.encoding, .choice, help: "how the signature is written", isShown: { $0.algorithm != .token }),
        .setting("prefix", \.prefix, .text, help: "what precedes the signature"),
        .setting("signed", \.signed, .signed, help: "what is signed", isShown: { $0.algorithm != .token }),
        .setting("event", \.event, .event, help: "where the event's name is", isRequired: true),
        .optional("id", \.id, .place, help: "where the delivery's id is"),
        .optional("timestamp", \.timestamp, .place, help: "where the time is"),
    ]
}

extension ArgumentKind<String> {
    /// The name of a header field: a token of RFC 9110 §5.6.2.
    fileprivate static var header: Self {
        Self("NAME", read: { $0.header() }, text: { $0.isEmpty ? nil : $0.asWord })
    }
}

extension ArgumentKind<SignedText> {
    fileprivate static var signed: Self {
        Self(
            "TEXT",
            read: { arguments in
                guard let word = arguments.word() else { return nil }
                guard let text = SignedText(word.text) else {
                    arguments.fail(
                        "expected '{body}', '{timestamp}' or '{id}' between braces, got \(word.shown)", at: word.span,
                        help: "such as \"{timestamp}.{body}\"")
                    return nil
                }
                guard text.parts.contains(.body) else {
                    arguments.fail(
                        "the signed text has no '{body}'", at: word.span,
                        help: "without it a recorded signature would be valid for any other body")
                    return nil
                }
                return text
            }, text: { $0 == .body ? $0.description : $0.description.asWord })
    }
}

extension ArgumentKind<CustomScheme.Place> {
    fileprivate static var place: Self {
        Self(
            "FIELD", "header NAME",
            read: { arguments in
                guard arguments.skip("header") else { return arguments.field().map(CustomScheme.Place.field) }
                return arguments.header().map(CustomScheme.Place.header)
            }, text: \.words)
    }

    /// A sender that names no event always sends the same.
    fileprivate static var event: Self {
        Self(
            "FIELD", "header NAME", "always NAME",
            read: { arguments in
                guard arguments.skip("always") else { return Self.place.read(&arguments) }
                guard let word = arguments.word() else { return nil }
                guard word.text.isEventName else {
                    arguments.fail(
                        "expected the name of an event, got \(word.shown)", at: word.span, help: "such as push")
                    return nil
                }
                return .always(word.text)
            }, text: \.words)
    }
}

extension CustomScheme.Place {
    fileprivate var words: String {
        guard case .always(let name) = self else { return description }
        return "always \(name.asWord)"
    }
}

extension Arguments {
    fileprivate mutating func header() -> String? {
        guard let word = word() else { return nil }
        let isToken = word.text.utf8.allSatisfy { $0.isDigit || $0.isLetter || "!#$%&'*+-.^_`|~".utf8.contains($0) }
        guard !word.text.isEmpty, isToken else {
            fail(
                "expected the name of a header, got \(word.shown)", at: word.span,
                help: "letters, digits and '-', such as X-Signature")
            return nil
        }
        return word.text
    }
}
