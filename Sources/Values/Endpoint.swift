package import Formats

/// A URL path with a provider, its secrets and its hooks.
package struct Endpoint: Sendable, Equatable {
    /// Begins with `/`; compared byte by byte with the decoded path of a request.
    package var path: String
    /// Who sends here, and how it signs.
    package var provider: ProviderName
    /// How `provider custom` signs; nil with every other provider.
    package var customScheme: CustomScheme?
    /// Any of them may have signed; empty only where `unsigned` says so.
    package var secrets: [Secret]
    /// Requests are taken in without any signature.
    package var isUnsigned = false
    /// How far the signed time may be from now; nil for what the provider's documentation says, if it says anything.
    package var replayWindow: Duration?
    /// Longest request body, in bytes.
    package var maximumBodyBytes = 1 << 20
    /// How many of its runs may wait before its deliveries are refused; nil where only the overall `max-pending` bounds them.
    package var maximumPending: Int?
    /// How long the answer waits for the runs to end; nil where it comes at once.
    package var replyWait: Duration?
    /// What is answered to deliveries that are taken in; nil for an answer of our own.
    package var replyText: ReplyText?
    /// Where the array stands of which every item is a delivery; nil where a payload is one.
    package var each: FieldPath?
    /// Who may send here, of those that may send at all.
    package var access = AccessRules()
    /// How many requests one client may send; nil for as many as it likes.
    package var rate: RateLimit?
    /// What becomes of a delivery that came before.
    package var duplicates: Duplicates = .drop(within: .seconds(86_400))
    /// The hooks, in the order in which they stand.
    package var hooks: [Hook] = []
    /// Where it stands: `hookrunner.conf:12`, for messages.
    package var place: String

    /// Makes an endpoint with the defaults of hookrunner.conf(5).
    package init(path: String, provider: ProviderName, secrets: [Secret], place: String = "") {
        self.path = path
        self.provider = provider
        self.secrets = secrets
        self.place = place
    }

    /// The hook called `name`; nil if the configuration has none.
    package func hook(named name: String) -> Hook? {
        hooks.first { $0.name.hasBytes(of: name) }
    }
}
