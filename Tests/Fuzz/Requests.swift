@testable import HTTP

/// However the bytes of a connection are cut, the same requests come out of them, and the same answers; and no request costs
/// more than its length.
func fuzzRequests(_ bytes: [UInt8]) {
    let whole = outcome(of: bytes, inPiecesOf: max(1, bytes.count))
    for size in [1, 7] { precondition(outcome(of: bytes, inPiecesOf: size) == whole, "the cut shows") }
}

private let admission = Admission.accept(maximumBodyBytes: 100) { _ in HTTPResponse(status: 202) }

private func outcome(of bytes: [UInt8], inPiecesOf size: Int) -> [String] {
    let now = ContinuousClock.now
    var connection = Connection(limits: Limits(), at: now)
    var words: [String] = []
    var steps = 0
    var waiting = stride(from: 0, to: bytes.count, by: size).map {
        Connection.Event.received(bytes[$0..<min($0 + size, bytes.count)])
    }
    waiting.append(.peerEnded)
    waiting.reverse()
    // Each piece is one event, and each request, of sixteen bytes at least, four: that it is admitted, answered, and twice
    // that something is written.
    let mostSteps = waiting.count + 4 * (bytes.count / 16 + 1)
    while let event = waiting.popLast() {
        steps += 1
        precondition(steps <= mostSteps, "more steps than the input is long")
        for action in connection.take(event, at: now, date: "now") {
            switch action {
            case .write(let answer):
                // Who has sent the body with the head is not told to go on.
                let status = String(decoding: answer.prefix(12), as: UTF8.self)
                if status != "HTTP/1.1 100" { words.append(status) }
                waiting.append(.written)
            case .admit: waiting.append(.admitted(admission))
            case .respond(let request, _):
                words.append("\(request.method) \(request.path) \(request.query ?? "") \(request.body)")
                waiting.append(.answered(HTTPResponse(status: 202)))
            case .drop: words.append("drop")
            case .report, .endOutput, .close: break
            }
        }
        let most = 128 * Limits().fields + 8 * bytes.count + 4096
        precondition(connection.heldBytes <= most, "more memory than the input takes")
        precondition(connection.copiedBytes <= 4 * bytes.count + 4096, "bytes are copied more than a few times")
    }
    return words
}
