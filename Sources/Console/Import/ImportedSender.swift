import Formats
import Settings
import Values

/// Who sends, as far as the rules of adnanh/webhook tell: what stands behind `provider`.
enum ImportedSender: Sendable, Hashable {
    case github
    case gitlab
    /// An HMAC, or the secret itself, in a header.
    case custom(header: String, algorithm: CustomScheme.Algorithm, prefix: String)

    /// Headers that name an event, of GitHub, GitLab, Gitea, Gogs and Bitbucket.
    static let eventHeaders = ["X-GitHub-Event", "X-Gitlab-Event", "X-Gitea-Event", "X-Gogs-Event", "X-Event-Key"]

    /// Who signs with this digest in this header; nil for a digest that nobody should trust any more.
    init?(header: String, digest: String) {
        if ["X-Hub-Signature", "X-Hub-Signature-256"].contains(where: header.equalsIgnoringCase), digest != "sha512" {
            // Who signs with SHA-1 in the one sends the other beside it.
            self = .github
        } else if let algorithm = CustomScheme.Algorithm(rawValue: digest), algorithm != .token {
            self = .custom(header: header, algorithm: algorithm, prefix: "")
        } else {
            return nil
        }
    }

    /// Who shows a secret in this header; nil if it does not look like one.
    static func token(in header: String, _ value: String) -> (sender: ImportedSender, key: String)? {
        guard !header.equalsIgnoringCase("X-Gitlab-Token") else { return (.gitlab, value) }
        let name = header.lowercased()
        guard ["token", "secret", "auth", "key", "password"].contains(where: name.contains) else { return nil }
        let prefix = ["Bearer ", "Basic ", "Token "].first(where: value.hasPrefix) ?? ""
        return (.custom(header: header, algorithm: .token, prefix: prefix), String(value.dropFirst(prefix.count)))
    }

    /// What the event is called here that the sender's header calls `name`.
    func event(_ name: String) -> String {
        guard case .gitlab = self, name.hasSuffix(" Hook") else { return name }
        return name.dropLast(5).lowercased().replacing(" ", with: "_")
    }

    /// The `provider` directive.
    ///
    /// - Parameters:
    ///   - eventHeader: where the event stands; nil if no rule asks for it.
    ///   - name: of the event, where nothing else is known.
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
