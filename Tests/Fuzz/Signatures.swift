import Formats
@testable import Signatures
import Values

/// Nothing that is thought up passes a check: it would have to be signed with a key that nobody has.
func fuzzSignatures(_ bytes: [UInt8]) {
    let (sender, request) = signedRequest(bytes)
    _ = sender.lacksSignature(request)
    let isGenuine = (try? sender.signer(of: request, among: [key, key])) != nil
    precondition(!isGenuine, "forged")
    let reply = sender.handshake(for: request, isVerified: false)
    precondition(reply == nil || sender.name == .slack || sender.name == .boldsign, "greeted without a signature")
}

/// What is signed may hold anything: it has events with names and payloads, or a reason why not.
func fuzzEvents(_ bytes: [UInt8]) {
    let (sender, request) = signedRequest(bytes)
    _ = sender.signedTime(in: request)
    _ = sender.handshake(for: request, isVerified: true)
    _ = sender.acknowledgement(of: request)
    guard let events = try? sender.events(in: request) else { return }
    precondition(!events.isEmpty, "neither an event nor a reason")
    for event in events {
        precondition(!event.name.isEmpty, "an event without a name")
        let text = event.body ?? request.body
        precondition((try? Payload.object(in: text)) == event.payload, "a body that is not the payload")
    }
}

private let key = Secret(Array("bm9ib2R5IGhhcyB0aGlzIGtleSwgYW5kIG5vYm9keSBjYW4gZ3Vlc3MgaXQ=".utf8))

/// The first byte chooses the provider; lines such as `name: value` and `?query` are its header, up to an empty line.
private func signedRequest(_ bytes: [UInt8]) -> (any Provider, SignedRequest) {
    let names = ProviderName.allCases
    let name = names[Int(bytes.first ?? 0) % names.count]
    var fields = HeaderFields()
    var query: String?
    var rest = bytes.dropFirst()
    while let end = rest.firstIndex(of: 10) {
        let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
        rest = rest[rest.index(after: end)...]
        if line.isEmpty { break }
        let parts = line.split(separator: ": ", maxSplits: 1)
        if line.hasPrefix("?") { query = String(line.dropFirst()) }
        if parts.count == 2 { fields.append(name: String(parts[0]), value: String(parts[1])) }
    }
    var scheme = CustomScheme()
    scheme.header = "x-signature"
    return (name.sender(scheme), SignedRequest(fields: fields, query: query, body: Array(rest)))
}
