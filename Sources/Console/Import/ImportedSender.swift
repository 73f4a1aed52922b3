import Formats
import Settings
import Values

/// The provider of a converted hook, inferred from the rules of adnanh/webhook.
enum ImportedSender: Sendable, Hashable {
    case github
    case gitlab
    /// An HMAC, or the secret itself, in a header.
    case custom(header: String, algorithm: CustomScheme.Algorithm, prefix: String)

    /// Headers that name an event, of GitHub, GitLab, Gitea, Gogs and Bitbucket.
    static let eventHeaders = ["X-GitHub-Event", "X-Gitlab-Event", "X-Gitea-Event", "X-Gogs-Event", "X-Event-Key"]

    /// The provider with such a signature; nil for a digest that is no longer secure.
    init?(header: String, digest: String) {
        if ["X-Hub-Signature", "X-Hub-Signature-256"].contains(where: header.equalsIgnoringCase), digest != "sha512" {
            // GitHub sends both headers.
            self = .github
        } else if let algorithm = CustomScheme.Algorithm(rawValue: digest), algorithm != .token {
            self = .custom(header: header, algorithm: algorithm, prefix: "")
        } else {
            return nil
        }
    }

    /// The provider with such a token; nil if the header does not look like one with a secret.
    static func token(in header: String, _ value: String) -> (sender: ImportedSender, key: String)? {
        guard !header.equalsIgnoringCase("X-Gitlab-Token") else { return (.gitlab, value) }
        let name = header.lowercased()
        guard ["token", "secret", "auth", "key", "password"].contains(where: name.contains) else { return nil }
        let prefix = ["Bearer ", "Basic ", "Token "].first(where: value.hasPrefix) ?? ""
        return (.custom(header: header, algorithm: .token, prefix: prefix), String(value.dropFirst(prefix.count)))
    }

    /// The event's name here, for its name in the sender's header.
    func event(_ name: String) -> String {
        guard case .gitlab = self, name.hasSuffix(" Hook") else { return name }
        return name.dropLast(5).lowercased().replacing(" ", with: "_")
    }

    /// The `provider` directive.
    ///
    /// - Parameters:
    ///   - eventHeader: header with the event; nil if no rule uses it.
    ///   - name: of the event, if nothing else is known.
    /// - Returns: its lines.
    func lines(eventHeader: String?, orAlways name: String) -> [String] {
        switch self {
        case .github: ["provider github"]
        case .gitlab: ["provider gitlab"]
        case .custom(let header, let algorithm, let prefix):
            ["provider custom {", "    header \(header.asWord)"]
                + (algorithm == .sha256 ? [] : ["    algorithm \(algorithm.rawValue)"])
                + (prefix.isEmpty ? [] : ["    prefix \(prefix.asWord)"])
                + [eventHeader.map { "    event header \($0.asWord)" } ?? "    event always \(name.asWord)", "}"]
        }
    }
}
