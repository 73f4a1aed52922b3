package import Formats
package import Values

/// `provider custom`: a signature scheme that the configuration describes.
package struct Custom: Provider {
    private let scheme: CustomScheme

    package var name: ProviderName { .custom }

    /// The header with the signature, and those with the signed time and id.
    package var signatureFields: [String] {
        let signed = [(SignedText.Part.timestamp, scheme.timestamp), (.id, scheme.id)].compactMap { part, place in
            if case .header(let name)? = place, scheme.signed.parts.contains(part) { name } else { nil }
        }
        return [scheme.header] + signed
    }

    package init(_ scheme: CustomScheme) {
        self.scheme = scheme
    }

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        guard let algorithm else { return try SharedToken.owner(of: try sentToken(in: request), among: secrets) }
        let signature = try request.signature(in: scheme.header, prefix: scheme.prefix, as: encoding)
        let time = try signedValue(.timestamp, at: scheme.timestamp, in: request)
        let id = try signedValue(.id, at: scheme.id, in: request)
        if let time, Timestamp(sent: time) == nil { throw .timestampMissing }
        let messages = (id ?? "").sentBytes.flatMap { id in
            (time ?? "").sentBytes.map { message(time: $0, id: id, body: request.body) }
        }
        return try SignatureCheck.signer(of: [signature], over: messages, among: secrets, algorithm: algorithm)
    }

    /// The signature, if it does not cover a header with the id.
    package func signatureMark(of request: SignedRequest) -> [UInt8]? {
        guard algorithm != nil, case .header? = scheme.id, !scheme.signed.parts.contains(.id) else { return nil }
        return try? request.signature(in: scheme.header, prefix: scheme.prefix, as: encoding)
    }

    /// The time, if the signature covers it: as part of the signed text, or in the body.
    package func signedTime(in request: SignedRequest) -> Timestamp? {
        guard scheme.signsTime else { return nil }
        return scheme.timestamp.flatMap { text(at: $0, in: request) }.flatMap(Timestamp.init(sent:))
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        try events(in: request, each: nil)
    }

    /// A request may lack an event name if all its items have one.
    package func events(in request: SignedRequest, each field: FieldPath?) throws(Rejection) -> [Event] {
        let payload = try Payload.value(in: request.body)
        let whole = Event(
            name: text(at: scheme.event, in: request, payload) ?? "", payload: payload,
            id: scheme.id.flatMap { text(at: $0, in: request, payload) })
        let items: [Event]? = if let field { try itemsIfAny(of: whole, at: field) } else { nil }
        if items == nil, case .object = payload {} else if items == nil { throw .notAnObject }
        let events = items ?? [whole]
        for event in events { _ = try Payload.eventName(event.name) }
        return events
    }

    /// An item's event and id override those of the request.
    package func items(of event: Event, at field: FieldPath) throws(Rejection) -> [Event] {
        try itemsIfAny(of: event, at: field) ?? [event]
    }

    private func itemsIfAny(of event: Event, at field: FieldPath) throws(Rejection) -> [Event]? {
        try event.items(at: field)?.map { item in
            Event(
                name: text(at: scheme.event, in: item.payload) ?? item.name, payload: item.payload,
                id: scheme.id.flatMap { text(at: $0, in: item.payload) } ?? item.id, body: item.body)
        }
    }

    private func text(at place: CustomScheme.Place, in payload: JSONValue) -> String? {
        guard case .field(let path) = place else { return nil }
        return Payload.id(path.value(in: payload))
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) throws(Rejection) -> SignedRequest {
        var fields: [(String, String)] = []
        let time = String(moment.seconds)
        let id = SampleID.hexadecimal(of: payload, at: moment)
        for (place, value) in [(scheme.event, event), (scheme.id, id), (scheme.timestamp, time)] {
            if case .header(let name)? = place { fields.append((name, value)) }
        }
        let unsigned = SignedRequest(fields: .json(fields), body: payload)
        guard let secret else { return unsigned }
        guard let algorithm else {
            let token = scheme.prefix + String(decoding: secret.bytes, as: UTF8.self)
            return SignedRequest(fields: .json(fields + [(scheme.header, token)]), body: payload)
        }
        let message = message(
            time: Array((try signedValue(.timestamp, at: scheme.timestamp, in: unsigned) ?? "").utf8),
            id: Array((try signedValue(.id, at: scheme.id, in: unsigned) ?? "").utf8), body: payload)
        let code = HMAC.code(of: message, key: secret, algorithm: algorithm)
        return SignedRequest(
            fields: .json(fields + [(scheme.header, scheme.prefix + encoding.text(of: code))]), body: payload)
    }

    /// An object with the fields that the scheme reads.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let id: JSONValue = "\(SampleID.hexadecimal(of: Array(event.utf8), at: moment))"
        let values: [(CustomScheme.Place?, JSONValue)] = [
            (scheme.event, .string(event)), (scheme.id, id), (scheme.timestamp, .string(moment.rfc3339)),
        ]
        return values.reduce(JSONValue.object([])) { payload, pair in
            guard case .field(let path)? = pair.0 else { return payload }
            return payload.placing(pair.1, at: path.steps[...])
        }.bytes
    }

    /// Nil for a shared token.
    private var algorithm: HMAC.Algorithm? {
        switch scheme.algorithm {
        case .sha256: .sha256
        case .sha512: .sha512
        case .token: nil
        }
    }

    private func sentToken(in request: SignedRequest) throws(Rejection) -> Substring {
        let value = try request.value(of: scheme.header)
        guard let token = value.text(after: scheme.prefix) else { throw .signatureMalformed }
        return Substring(token)
    }

    private var encoding: SignatureEncoding {
        switch scheme.encoding {
        case .hex: .hexadecimal
        case .base64: .base64
        }
    }

    private func message(time: [UInt8], id: [UInt8], body: [UInt8]) -> [UInt8] {
        scheme.signed.parts.flatMap { part in
            switch part {
            case .text(let text): Array(text.utf8)
            case .body: body
            case .timestamp: time
            case .id: id
            }
        }
    }

    /// The value of a signed part, which must occur once; nil if the signed text has no such part.
    private func signedValue(
        _ part: SignedText.Part, at place: CustomScheme.Place?, in request: SignedRequest
    ) throws(Rejection) -> String? {
        guard let place, scheme.signed.parts.contains(part) else { return nil }
        if case .header(let name) = place { return try request.value(of: name) }
        guard let text = text(at: place, in: request) else { throw .signatureMissing }
        return text
    }

    /// Reads a value, without parsing the whole body if there is no `payload` yet: the signature may not be verified.
    private func text(
        at place: CustomScheme.Place, in request: SignedRequest, _ payload: JSONValue? = nil
    ) -> String? {
        switch place {
        case .header(let name): request.text(of: name)
        case .field(let path):
            payload.map { Payload.id(path.value(in: $0)) }
                ?? request.scalar(at: path).flatMap { $0.isEmpty ? nil : $0 }
        case .always(let text): text
        }
    }
}

extension JSONValue {
    /// A copy with `value` at `path`, creating the objects and arrays on the way.
    fileprivate func placing(_ value: JSONValue, at path: ArraySlice<FieldPath.Step>) -> JSONValue {
        switch path.first {
        case nil: return value
        case .member(let name)?:
            let inner = (self[name] ?? .null).placing(value, at: path.dropFirst())
            guard case .object(let members) = self else { return .object([Member(name, inner)]) }
            return .object(members.filter { !$0.name.hasBytes(of: name) } + [Member(name, inner)])
        case .item?:
            // One item is enough for a sample.
            return .array([(self[0] ?? .null).placing(value, at: path.dropFirst())])
        }
    }
}
