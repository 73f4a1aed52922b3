/// A URL path with a provider, its secrets and its hooks.
public struct Endpoint: Sendable, Equatable {
    /// Begins with `/`; compared byte by byte with the decoded path of a request.
    public var path: String
    /// Who sends here, and how it signs.
    public var provider: ProviderName
    /// How `provider custom` signs; nil with every other provider.
    public var customScheme: CustomScheme?
    /// Any of them may have signed; empty only where `unsigned` says so.
    public var secrets: [Secret]
    /// Requests are taken in without any signature.
    public var isUnsigned = false
    /// How far the signed time may be from now; nil for what the provider's documentation says, if it says anything.
    public var replayWindow: Duration?
    /// Longest request body, in bytes.
    public var maximumBodyBytes = 1 << 20
    /// How many of its runs may wait before its deliveries are refused; nil where only the overall `max-pending` bounds them.
    public var maximumPending: Int?
    /// How long the answer waits for the runs to end; nil where it comes at once.
    public var replyWait: Duration?
    /// What is answered to deliveries that are taken in; nil for an answer of our own.
    public var replyText: ReplyText?
    /// Where the array stands of which every item is a delivery; nil where a payload is one.
    public var each: FieldPath?
    /// Who may send here, of those that may send at all.
    public var access = AccessRules()
    /// How many requests one client may send; nil for as many as it likes.
    public var rate: RateLimit?
    /// What becomes of a delivery that came before.
    public var duplicates: Duplicates = .drop(within: .seconds(86_400))
    /// The hooks, in the order in which they stand.
    public var hooks: [Hook] = []
    /// Where it stands: `hookrunner.conf:12`, for messages.
    public var place: String

    /// Makes an endpoint with the defaults of hookrunner.conf(5).
    public init(path: String, provider: ProviderName, secrets: [Secret], place: String = "") {
        self.path = path
        self.provider = provider
        self.secrets = secrets
        self.place = place
    }

    /// The hook called `name`; nil if the configuration has none.
    public func hook(named name: String) -> Hook? {
        hooks.first { $0.name.hasBytes(of: name) }
    }
}
