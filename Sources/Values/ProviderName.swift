/// The providers that this version knows.
public enum ProviderName: String, Sendable, CaseIterable {
    /// Circularo, e-signing.
    case circularo
    /// GitHub.
    case github
    /// GitLab.
    case gitlab
    /// Stripe, payments.
    case stripe
    /// Everybody who signs as the Standard Webhooks specification says.
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
    /// Whether requests have a time that the signature covers; for `custom`, where the scheme names one.
    public var signsTime: Bool {
        switch self {
        case .github, .gitlab, .shopify, .pandadoc, .documenso: false
        case .circularo, .stripe, .standardWebhooks, .slack, .docusign, .boldsign, .yousign, .signwell, .dropboxSign,
            .custom:
            true
        }
    }

    /// What is wrong with a key, without showing it; nil if it can be one of this provider's.
    public func problem(with secret: Secret) -> String? {
        switch self {
        case .standardWebhooks where secret.standardWebhooksKey == nil: "'whsec_' and base64 after it were expected"
        default: nil
        }
    }
}

extension Secret {
    /// The bytes behind `whsec_`, <https://github.com/standard-webhooks/standard-webhooks>; nil if it is no such key.
    public var standardWebhooksKey: Secret? {
        let prefix = Array("whsec_".utf8)
        guard bytes.starts(with: prefix), let key = [UInt8](base64: bytes.dropFirst(prefix.count)), !key.isEmpty else {
            return nil
        }
        return Secret(key)
    }
}
