import Formats
package import Values

/// Shopify; after <https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook-to-ensure-its-coming-from-shopify>.
///
/// `X-Shopify-Hmac-Sha256` is the HMAC-SHA256 of the raw body in base64. The event is in `X-Shopify-Topic`, the
/// delivery's id in `X-Shopify-Webhook-Id`; the signature covers neither, nor any time.
package struct Shopify: Provider {
    private static let signatureField = "X-Shopify-Hmac-Sha256"

    package var name: ProviderName { .shopify }

    package var signatureFields: [String] { [Self.signatureField] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let signature = try request.signature(in: Self.signatureField, as: .base64)
        return try SignatureCheck.signer(of: [signature], over: request.body, among: secrets)
    }

    /// The signature, since it does not cover the header with the id.
    package func signatureMark(of request: SignedRequest) -> [UInt8]? {
        try? request.signature(in: Self.signatureField, as: .base64)
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let name = try Payload.eventName(request.text(of: "X-Shopify-Topic"))
        let payload = try Payload.object(in: request.body)
        return [Event(name: name, payload: payload, id: request.text(of: "X-Shopify-Webhook-Id"))]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let signature = secret.map { HMAC.code(of: payload, key: $0, algorithm: .sha256).base64 }
        let fields = [
            ("X-Shopify-Topic", event), ("X-Shopify-Webhook-Id", SampleID.uuid(of: payload, at: moment)),
            ("X-Shopify-Triggered-At", moment.rfc3339), ("X-Shopify-Shop-Domain", "example.myshopify.com"),
        ]
        return SignedRequest(
            fields: .json(fields + (signature.map { [(Self.signatureField, $0)] } ?? [])), body: payload)
    }

    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let time: JSONValue = .string(moment.rfc3339)
        let payload: JSONValue =
            switch event.prefix(while: { $0 != "/" }) {
            case "products": ["id": 788_032_119_674_292_922, "title": "Example T-Shirt", "updated_at": time]
            case "customers": ["id": 706_405_506_930_370_084, "email": "ann@example.com", "updated_at": time]
            case "app": ["id": 548_380_009, "name": "Example shop", "domain": "example.myshopify.com"]
            default:
                [
                    "id": 820_982_911_946_154_508, "name": "#9999", "created_at": time, "currency": "EUR",
                    "financial_status": "paid", "total_price": "403.00",
                ]
            }
        return payload.bytes
    }
}
