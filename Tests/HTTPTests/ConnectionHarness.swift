import Testing
import Values

@testable import HTTP

/// Drives a connection with bytes and times, and records its actions. No socket, no clock.
struct ConnectionHarness {
    let start = ContinuousClock.now
    var connection: Connection
    /// A word for each action.
    var outcome: [String] = []
    var written = ""
    var waitsForAnswer = false
    var isClosed = false
    var dropped: [HTTPError] = []
    /// The number of events so far.
    private(set) var steps = 0
    private var pendingEvents: [Connection.Event] = []
    let admission: Admission

    init(limits: Limits = Limits(), admission: Admission = .accepted) {
        connection = Connection(limits: limits, at: start)
        self.admission = admission
    }

    /// Feeds an event and those that result from it; every request is answered 202 if `answers`.
    mutating func feed(_ event: Connection.Event, after seconds: Double = 0, answers: Bool = true) {
        pendingEvents.append(event)
        while !pendingEvents.isEmpty {
            let event = pendingEvents.removeFirst()
            steps += 1
            for action in connection.take(event, at: start + .seconds(seconds), date: "now") { perform(action) }
            if waitsForAnswer, answers {
                waitsForAnswer = false
                pendingEvents.append(.answered(HTTPResponse(status: 202)))
            }
        }
    }

    private mutating func perform(_ action: Connection.Action) {
        switch action {
        case .write(let bytes):
            written += String(decoding: bytes, as: UTF8.self)
            let status = String(decoding: bytes.dropFirst(9).prefix(3), as: UTF8.self)
            if status != "202" && status != "100" { outcome.append(status) }
            if status == "202", String(decoding: bytes, as: UTF8.self).contains("Connection: close") {
                outcome.append("close")
            }
            pendingEvents.append(.written)
        case .admit:
            pendingEvents.append(.admitted(admission))
        case .respond(let request, _):
            let body = String(decoding: request.body, as: UTF8.self)
            outcome.append("\(request.method) \(request.path)\(request.query.map { "?\($0)" } ?? "") [\(body)]")
            waitsForAnswer = true
        case .report, .endOutput:
            break
        case .drop(let error):
            dropped.append(error)
        case .close:
            isClosed = true
        }
    }

    mutating func receive(_ bytes: [UInt8], after seconds: Double = 0, answers: Bool = true) {
        feed(.received(bytes[...]), after: seconds, answers: answers)
    }

    mutating func receive(_ text: String, after seconds: Double = 0, answers: Bool = true) {
        receive(Array(text.utf8), after: seconds, answers: answers)
    }
}

extension Admission {
    /// A body of up to 100 bytes is read.
    static var accepted: Admission { accept(maximumBodyBytes: 100) }

    /// A body of up to this length is read; every request is answered 202.
    static func accept(maximumBodyBytes bytes: Int) -> Admission {
        .accept(maximumBodyBytes: bytes) { _ in HTTPResponse(status: 202) }
    }
}
