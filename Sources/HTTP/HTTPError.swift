import Values

/// Why the connection itself rejects a request. Further input cannot be parsed, or is unwanted: the connection closes.
enum HTTPError: Error, Sendable, Equatable {
    /// Not valid HTTP by RFC 9112; the reason is for the log.
    case malformed(String)
    case targetTooLong
    case headTooLarge
    case bodyTooLarge
    case tooSlow
    case unknownTransferCoding
    case unknownExpectation
    case unknownVersion
    /// The client has reached its limit of connections, or this one had to make room for another.
    case tooManyConnections
    /// All requests together exceed `max-request-memory`.
    case requestMemoryFull
    /// Another protocol, whose client could not read an answer.
    case foreignProtocol(String)

    var status: Int {
        switch self {
        case .malformed: 400
        case .targetTooLong: 414
        case .headTooLarge: 431
        case .bodyTooLarge: 413
        case .tooSlow: 408
        case .unknownTransferCoding: 501
        case .unknownExpectation: 417
        case .unknownVersion: 505
        case .tooManyConnections, .requestMemoryFull: 503
        case .foreignProtocol: 400
        }
    }

    /// The stable name for the log.
    var name: String {
        switch self {
        case .malformed(let reason): "malformed: \(reason)"
        case .targetTooLong: "target-too-long"
        case .headTooLarge: "head-too-large"
        case .bodyTooLarge: "body-too-large"
        case .tooSlow: "too-slow"
        case .unknownTransferCoding: "unknown-transfer-coding"
        case .unknownExpectation: "unknown-expectation"
        case .unknownVersion: "unknown-version"
        case .tooManyConnections: "too-many-connections"
        case .requestMemoryFull: "request-memory-full"
        case .foreignProtocol(let name): "foreign-protocol: \(name)"
        }
    }

    private var text: String {
        switch self {
        case .malformed, .foreignProtocol: "malformed request"
        case .targetTooLong: "request target too long"
        case .headTooLarge: "header too large"
        case .bodyTooLarge: "body too large"
        case .tooSlow: "request too slow"
        case .unknownTransferCoding: "unsupported transfer coding"
        case .unknownExpectation: "unsupported expectation"
        case .unknownVersion: "unsupported HTTP version"
        case .tooManyConnections: "too many connections"
        case .requestMemoryFull: "try again later"
        }
    }

    var response: HTTPResponse {
        var fields = HeaderFields([.init(name: "Content-Type", value: "application/json")])
        if status == 503 { fields.append(name: "Retry-After", value: "10") }
        return HTTPResponse(
            status: status, fields: fields, body: Array("{\"error\":\"\(text)\"}\n".utf8), closes: true)
    }
}
