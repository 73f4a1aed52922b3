// What it costs to count: everything that Intake counts for one acknowledgement, and the journal for its commit.
//
//     metric-rates COUNT      prints microseconds per acknowledgement

import Reporting
import Values

guard CommandLine.arguments.count == 2, let count = Int(CommandLine.arguments[1]), count > 0 else {
    fatalError("usage: metric-rates COUNT")
}
let metrics = Metrics()
var endpoint = Endpoint(path: "/circularo", provider: .circularo, secrets: [])
endpoint.hooks = [
    Hook(
        name: "documentCompleted", events: [.name("documentCompleted")],
        command: CommandTemplate(words: [.init("true")]))
]
let began = ContinuousClock.now
for number in 0..<count {
    metrics.signed(by: 1, at: endpoint)
    metrics.committed(1)
    metrics.acknowledged(after: .microseconds(number % 10_000))
    metrics.delivered("documentCompleted", isNamed: true, at: endpoint.path)
    metrics.answered(endpoint: endpoint.path, status: 202, reason: "accepted")
}
let nanoseconds = (ContinuousClock.now - began) / .nanoseconds(1) / Double(count)
print("\(Double(Int(nanoseconds)) / 1000)")
