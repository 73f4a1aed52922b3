/// `provider custom { … }`: not available in this version, but its mistakes show.
enum CustomProviderBlock {
    static func check(_ block: Block, reading: Reading) {
        for directive in reading.known(block.directives, in: .provider, of: "provider 'custom'") {
            var arguments = Arguments(of: directive, in: .provider, reading: reading)
            switch directive.name.text {
            case "algorithm": _ = arguments.choice(of: ["sha256", "sha512"])
            case "encoding": _ = arguments.choice(of: ["hex", "base64"])
            case "event", "id", "timestamp":
                if arguments.skip("header") { _ = arguments.word() } else { _ = arguments.field() }
            default: _ = arguments.word()
            }
            arguments.end()
        }
    }
}
