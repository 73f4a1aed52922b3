package import Formats

/// A URL path with a provider, its secrets and its hooks.
package struct Endpoint: Sendable, Equatable {
    /// Begins with `/`; compared byte by byte with the decoded path of a request.
    package var path: String
    package var provider: ProviderName
    /// Nil unless the provider is `custom`.
    package var customScheme: CustomScheme?
    /// Any of them may sign; empty only with `unsigned`.
    package var secrets: [Secret]
    /// Whether unauthenticated requests are accepted.
    package var isUnsigned = false
    /// How far the signed time may be from now; nil for the provider's documented window, if any.
    package var replayWindow: Duration?
    /// Longest request body, in bytes.
    package var maximumBodyBytes = 1 << 20
    /// Its pending runs above which its deliveries are rejected; nil for the overall `max-pending` only.
    package var maximumPending: Int?
    /// How long the answer waits for the runs to end; nil to answer at once.
    package var replyWait: Duration?
    /// The answer to accepted deliveries; nil for the default answer.
    package var replyText: ReplyText?
    /// The array whose items are the deliveries; nil if the payload is one delivery.
    package var each: FieldPath?
    /// In addition to the rules of the configuration.
    package var access = AccessRules()
    /// For each client; nil for no limit.
    package var rate: RateLimit?
    package var duplicates: Duplicates = .drop(within: .seconds(86_400))
    /// In the order of the file.
    package var hooks: [Hook] = []
    /// `hookrunner.conf:12`, for messages.
    package var place: String

    package init(path: String, provider: ProviderName, secrets: [Secret], place: String = "") {
        self.path = path
        self.provider = provider
        self.secrets = secrets
        self.place = place
    }

    package func hook(named name: String) -> Hook? {
        hooks.first { $0.name.hasBytes(of: name) }
    }
}
