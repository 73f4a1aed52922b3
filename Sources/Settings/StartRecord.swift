package import Formats
import Values

/// How a daemon was started. It is stored in the journal's directory, where the other subcommands find it.
package enum StartRecord: Sendable, Equatable {
    /// `serve -c FILE`: the absolute path of that file.
    case configuration(String)
    /// `serve --hooks DIR`: its options, with absolute paths and the actual port.
    case hooks(HooksDirectory)
}

extension StartRecord {
    /// Names files and variables that hold keys, never a key.
    package var json: JSONValue {
        switch self {
        case .configuration(let path):
            return .object([.init("configuration", .string(path))])
        case .hooks(let hooks):
            let secret = hooks.secret.map { [JSONValue.Member("secret-\($0.kind.rawValue)", .string($0.name))] } ?? []
            return .object(
                [
                    .init("hooks", .string(hooks.path)), .init("listen", .string(hooks.listen)),
                    .init("journal", .string(hooks.journal)), .init("endpoint", .string(hooks.endpoint)),
                    .init("provider", .string(hooks.provider)),
                ] + secret)
        }
    }

    /// Reads `json`; nil for anything else.
    package init?(_ json: JSONValue) {
        if case .string(let path)? = json["configuration"] {
            self = .configuration(path)
            return
        }
        guard case .string(let path)? = json["hooks"], case .string(let listen)? = json["listen"],
            case .string(let journal)? = json["journal"], case .string(let endpoint)? = json["endpoint"],
            case .string(let provider)? = json["provider"]
        else { return nil }
        var hooks = HooksDirectory(path: path)
        (hooks.listen, hooks.journal, hooks.endpoint, hooks.provider) = (listen, journal, endpoint, provider)
        for kind in HooksDirectory.SecretKind.allCases {
            if case .string(let name)? = json["secret-\(kind.rawValue)"] {
                hooks.secret = HooksDirectory.SecretPlace(kind, name)
            }
        }
        self = .hooks(hooks)
    }
}
