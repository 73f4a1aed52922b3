import Formats
import Values

/// `provider custom { … }`: makes a scheme of it.
struct CustomProviderBlock: DirectiveBlock {
    private static let title = "provider 'custom'"

    let context: ParseContext
    var value = CustomScheme()
    var given = GivenDirectives()

    /// Reads the block, whose directive begins with `name`. Complete only if no mistake was found.
    static func read(_ block: Block, name: Span, context: ParseContext) -> CustomScheme {
        var reader = CustomProviderBlock(context: context)
        reader.read(block.directives, of: title)
        reader.checkToken()
        reader.checkCompleteness(of: block.directives, at: name)
        return reader.value
    }

    private var signed: Span? { given.valid("signed")?.words.first?.span }

    private func checkToken() {
        for (directive, span) in [("encoding", given["encoding"]?.name.span), ("signed", signed)] {
            guard value.algorithm == .token, let span else { continue }
            findings.error(
                "'\(directive)' has no effect with 'algorithm token'", at: span,
                help: "remove it: the header holds the secret itself")
        }
    }

    private func checkCompleteness(of directives: [Directive], at name: Span) {
        let demand = { (directive: String, span: Span, reason: String?, help: String) in
            guard !context.isMeant(directive, by: directives, in: .provider) else { return }
            findings.error(reason ?? "\(Self.title) has no '\(directive)'", at: span, help: help)
        }
        demand("header", name, nil, "add 'header NAME': the header that holds the signature")
        demand("event", name, nil, "add 'event .FIELD', 'event header NAME' or 'event always NAME'")
        for (part, directive) in [(SignedText.Part.timestamp, "timestamp"), (.id, "id")] {
            guard let signed, value.signed.parts.contains(part) else { continue }
            demand(
                directive, signed, "'{\(directive)}' is signed, but there is no '\(directive)'",
                "add '\(directive) .FIELD' or '\(directive) header NAME'")
        }
    }
}
