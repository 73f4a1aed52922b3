extension ProviderName {
    /// The events that the provider documents, to check the spelling; empty if there are too many, or none. The list may be
    /// incomplete: other events arrive as well.
    package var documentedEvents: [String] {
        switch self {
        case .circularo:
            [
                "documentCreated", "documentEdited", "documentDeleted", "documentSigned", "documentCompleted",
                "documentSimpleActionExecuted", "signRequest", "signDelegated", "signRejected", "signExpired",
                "signCancelled",
            ]
        case .signwell:  // https://developers.signwell.com/reference/events
            [
                "document_created", "document_sent", "document_viewed", "document_in_progress", "document_signed",
                "document_completed", "document_expired", "document_canceled", "document_declined", "document_bounced",
                "document_error", "template_created", "template_error",
            ]
        case .dropboxSign:  // https://developers.hellosign.com/docs/events/overview/
            [
                "signature_request_viewed", "signature_request_signed", "signature_request_sent",
                "signature_request_all_signed", "signature_request_downloadable", "signature_request_declined",
                "signature_request_reassigned", "signature_request_signer_removed", "signature_request_remind",
                "signature_request_email_bounce", "signature_request_incomplete_qes", "signature_request_expired",
                "signature_request_canceled", "signature_request_invalid", "signature_request_prepared",
                "signature_request_destroyed", "template_created", "template_error", "account_confirmed", "file_error",
                "sign_url_invalid", "unknown_error", "callback_test",
            ]
        case .github, .gitlab, .stripe, .standardWebhooks, .slack, .shopify, .docusign, .boldsign, .yousign, .pandadoc,
            .documenso, .custom:
            []
        }
    }
}
