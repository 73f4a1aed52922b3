import Values

/// Why the connection itself turns a request away. What the client sends after it cannot be understood, or is not wanted:
/// the connection closes.
enum HTTPError: Error, Sendable, Equatable {
    /// Not HTTP as RFC 9112 has it; the reason is for the log.
    case malformed(String)
    case targetTooLong
    case headTooLarge
    case bodyTooLarge
    case tooSlow
    case unknownTransferCoding
    case unknownExpectation
    case unknownVersion
    /// The client has as many connections as it may, or a new connection needs the place.
    case tooManyConnections
    /// Requests together take up as much memory as they may.
    case requestMemoryFull
    /// Another protocol altogether: an answer would mean nothing to the client.
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
        case .unknownTransferCoding: "unknown transfer coding"
        case .unknownExpectation: "unknown expectation"
        case .unknownVersion: "unknown version of HTTP"
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
