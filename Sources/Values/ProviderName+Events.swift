extension ProviderName {
    /// The events that the provider's documentation names. The list may grow: an event that is missing here still arrives.
    public var documentedEvents: [String] {
        switch self {
        case .circularo:
            [
                "documentCreated", "documentEdited", "documentDeleted", "documentSigned", "documentCompleted",
                "documentSimpleActionExecuted", "signRequest", "signDelegated", "signRejected", "signExpired",
                "signCancelled",
            ]
        }
    }
}
