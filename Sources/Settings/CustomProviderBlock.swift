import Formats
import Values

/// `provider custom { … }`: makes a scheme of it.
struct CustomProviderBlock {
    private static let title = "provider 'custom'"

    private let reading: Reading
    private let block: Block
    private var scheme = CustomScheme()
    private var signed: Span?
    private var encoding: Span?

    /// Reads the block, whose directive begins with `name`. Complete only if no mistake was found.
    static func read(_ block: Block, name: Span, reading: Reading) -> CustomScheme {
        var reader = CustomProviderBlock(reading: reading, block: block)
        for (name, directive) in reading.known(block.directives, as: ProviderDirective.self, of: title) {
            reader.read(name, directive)
        }
        reader.checkCompleteness(at: name)
        return reader.scheme
    }

    private init(reading: Reading, block: Block) {
        self.reading = reading
        self.block = block
    }

    private mutating func read(_ name: ProviderDirective, _ directive: Directive) {
        var arguments = Arguments(of: directive, in: .provider, reading: reading)
        switch name {
        case .header: fieldName(&arguments).map { scheme.header = $0 }
        case .algorithm:
            arguments.choice(of: CustomScheme.Algorithm.self).map { scheme.algorithm = $0 }
        case .encoding:
            encoding = directive.name.span
            arguments.choice(of: CustomScheme.Encoding.self).map { scheme.encoding = $0 }
        case .prefix: arguments.word().map { scheme.prefix = $0.text }
        case .signed: readSigned(&arguments)
        case .event: eventPlace(&arguments).map { scheme.event = $0 }
        case .id: place(&arguments).map { scheme.id = $0 }
        case .timestamp: place(&arguments).map { scheme.timestamp = $0 }
        }
        arguments.end()
    }

    private mutating func readSigned(_ arguments: inout Arguments) {
        guard let word = arguments.word() else { return }
        guard let text = SignedText(word.text) else {
            return arguments.fail(
                "expected '{body}', '{timestamp}' or '{id}' between braces, got \(word.shown)", at: word.span,
                help: "such as \"{timestamp}.{body}\"")
        }
        guard text.parts.contains(.body) else {
            return arguments.fail(
                "what is signed has no '{body}'", at: word.span,
                help: "without it anybody who has seen one request could send another body with its signature")
        }
        scheme.signed = text
        signed = word.span
    }

    /// A sender that names no event has always the same.
    private func eventPlace(_ arguments: inout Arguments) -> CustomScheme.Place? {
        guard arguments.skip("always") else { return place(&arguments) }
        guard let word = arguments.word() else { return nil }
        guard word.text.isEventName else {
            arguments.fail("expected the name of an event, got \(word.shown)", at: word.span, help: "such as push")
            return nil
        }
        return .always(word.text)
    }

    private func place(_ arguments: inout Arguments) -> CustomScheme.Place? {
        guard arguments.skip("header") else { return arguments.field().map(CustomScheme.Place.field) }
        return fieldName(&arguments).map(CustomScheme.Place.header)
    }

    /// The name of a header field: a token of RFC 9110 §5.6.2.
    private func fieldName(_ arguments: inout Arguments) -> String? {
        guard let word = arguments.word() else { return nil }
        let isToken = word.text.utf8.allSatisfy { byte in
            byte.isDigit || byte.isLetter
                || "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
        guard !word.text.isEmpty, isToken else {
            arguments.fail(
                "expected the name of a header, got \(word.shown)", at: word.span,
                help: "letters, digits and '-', such as X-Signature")
            return nil
        }
        return word.text
    }

    private func checkCompleteness(at name: Span) {
        for (directive, span) in [("encoding", encoding), ("signed", signed)] where scheme.algorithm == .token {
            guard let span else { continue }
            reading.findings.error(
                "'\(directive)' means nothing with 'algorithm token'", at: span,
                help: "remove it: the header holds the secret itself")
        }
        demand("header", at: name, help: "add 'header NAME': where the signature stands")
        demand(
            "event", at: name,
            help: "add 'event .FIELD' or 'event header NAME': where its name stands; or 'event always NAME'")
        for (part, directive) in [(SignedText.Part.timestamp, "timestamp"), (.id, "id")] {
            guard let signed, scheme.signed.parts.contains(part) else { continue }
            demand(
                directive, at: signed, because: "'{\(directive)}' is signed, and nothing says where it stands",
                help: "add '\(directive) .FIELD' or '\(directive) header NAME'")
        }
    }

    private func demand(_ directive: String, at span: Span, because reason: String? = nil, help: String) {
        guard !reading.isMeant(directive, by: block.directives, in: .provider) else { return }
        reading.findings.error(reason ?? "\(Self.title) has no '\(directive)'", at: span, help: help)
    }
}
