import Formats
import Journals
import Pages
import Support
import Values

@testable import Daemon
@testable import HTTP
@testable import Signatures

/// Before a request is authenticated, no text of it costs more than time that grows with its length.
///
/// What is thought up is repeated to two lengths, in the place of a path, a query, a header's value and a body. The
/// processor's time for the longer one is counted against that for the shorter.
func fuzzCosts(_ bytes: [UInt8]) {
    guard let first = bytes.first, bytes.count > 1 else { return }
    let names = ProviderName.allCases
    let subject = CostSubject(provider: names[Int(first) % names.count])
    let piece = Array(bytes.dropFirst())
    let isLinear = ProcessorTime.isLinear(from: 4 << 10) { subject.read(repeating(piece, to: $0)) }
    precondition(isLinear, "eight times the length costs much more than eight times the time")
}

private func repeating(_ piece: [UInt8], to length: Int) -> [UInt8] {
    Array(repeatElement(piece, count: length / piece.count + 1).joined().prefix(length))
}

/// Everything that looks at a request whose signature has not been checked.
private struct CostSubject {
    private let provider: any Provider
    private let table: RoutingTable
    private let proxies: TrustedProxies

    init(provider name: ProviderName) {
        var scheme = CustomScheme()
        scheme.header = "x-signature"
        scheme.prefix = "v1="
        provider = name.sender(scheme)
        var configuration = Configuration()
        configuration.endpoints = ["/", "/e\u{301}", "/\u{e9}"].map {
            Endpoint(path: $0, provider: name, secrets: [Secret([1])])
        }
        table = RoutingTable(configuration)
        var proxies = TrustedProxies()
        proxies.includesUnixSockets = true
        self.proxies = proxies
    }

    func read(_ text: [UInt8]) {
        readPath(Array("/".utf8) + text)
        let query = String(decoding: text, as: UTF8.self)
        _ = DeliveryFilter(query: query)
        let value = String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) }))
        readField(value, query: query)
        readBody(text, value)
    }

    private func readPath(_ target: [UInt8]) {
        let encoded = target.flatMap { $0 > 0x7F ? Array("%\(String($0, radix: 16))".utf8) : [$0] }
        guard let target = try? RequestTarget(encoded[...], method: "POST") else { return }
        let (path, query) = (target.path, target.query)
        _ = table.route(at: path)
        _ = table.configuration.endpoint(at: path)
        _ = try? AdminPage(path: path, query: query)
    }

    private func readField(_ value: String, query: String) {
        let names = ["x-forwarded-for", "forwarded", "origin", "host", "content-type"] + provider.signatureFields
        let fields = HeaderFields(names.map { .init(name: $0, value: value) })
        _ = try? ForwardedClient.client(in: fields, from: PeerAddress(nil), trusting: proxies)
        _ = CrossSiteRequest.isMade(by: fields)
        _ = AdminHost.isMeant(by: value, at: .tcp(host: "127.0.0.1", port: 1))
        let request = SignedRequest(fields: fields, query: query, body: [])
        _ = provider.lacksSignature(request)
        _ = provider.handshake(for: request, isVerified: false)
        _ = try? provider.signer(of: request, among: [Secret([1])])
    }

    private func readBody(_ body: [UInt8], _ value: String) {
        let types = [
            "application/json", "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=\(value.prefix(70))",
        ]
        for type in types {
            let fields = HeaderFields([.init(name: "content-type", value: type)])
            _ = try? provider.signer(of: SignedRequest(fields: fields, body: body), among: [Secret([1])])
        }
    }
}
