import Formats

/// The providers that this version knows.
package enum ProviderName: String, Sendable, CaseIterable {
    /// Circularo, e-signing.
    case circularo
    /// GitHub.
    case github
    /// GitLab.
    case gitlab
    /// Stripe, payments.
    case stripe
    /// Any provider that follows the Standard Webhooks specification.
    case standardWebhooks = "standard-webhooks"
    /// Slack: events, interactions and slash commands.
    case slack
    /// Shopify.
    case shopify
    /// Docusign Connect, e-signing.
    case docusign
    /// BoldSign, e-signing.
    case boldsign
    /// Yousign, e-signing.
    case yousign
    /// PandaDoc, e-signing.
    case pandadoc
    /// SignWell, e-signing.
    case signwell
    /// Dropbox Sign, formerly HelloSign, e-signing.
    case dropboxSign = "dropbox-sign"
    /// Documenso, e-signing.
    case documenso
    /// A scheme that the configuration describes.
    case custom
}

extension ProviderName {
    /// Whether the signature covers a time: for `custom` if the scheme names one, for `gitlab` if the secret is a signing
    /// token.
    package var signsTime: Bool {
        switch self {
        case .github, .shopify, .pandadoc, .documenso: false
        case .circularo, .gitlab, .stripe, .standardWebhooks, .slack, .docusign, .boldsign, .yousign, .signwell,
            .dropboxSign, .custom:
            true
        }
    }

    /// The reason, to follow "the key", why it cannot be one of this provider's; does not show the key.
    package func problem(with secret: Secret) -> String? {
        guard let key = signingKey(of: secret) else { return "is not 'whsec_' followed by base64" }
        return key.flaw?.description
    }

    /// The bytes that sign or are sent, decoded from a secret of this provider; nil if it cannot be decoded.
    package func signingKey(of secret: Secret) -> Secret? {
        switch self {
        case .standardWebhooks: secret.standardWebhooksKey
        case .gitlab: secret.isSigningToken ? secret.standardWebhooksKey : secret
        default: secret
        }
    }
}

extension Secret {
    private static let signingPrefix = Array("whsec_".utf8)

    /// Whether it is a Standard Webhooks key, which signs and is never sent.
    package var isSigningToken: Bool { bytes.starts(with: Self.signingPrefix) }

    /// The bytes after `whsec_`, <https://github.com/standard-webhooks/standard-webhooks>; nil for any other
    /// secret.
    package var standardWebhooksKey: Secret? {
        guard isSigningToken else { return nil }
        return [UInt8](base64: bytes.dropFirst(Self.signingPrefix.count)).map { Secret($0) }
    }
}
