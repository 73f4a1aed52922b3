import Formats
import Signatures
import Values

extension Subcommand {
    static let verify = Subcommand(
        name: "verify", operands: "< body", summary: "Verify a request's signature and print its events",
        explanation: """
            Verifies the body from stdin as the daemon would. Prints its event, its id, and which of the endpoint's secrets
            signed it, counted from 1; or exits 1 with the reason. The age of a request is only reported.
            """,
        options: Signer.options + [
            Option(
                name: "header", letter: "H", value: "'NAME: VALUE'", repeats: true, help: "Header field of the request"),
            Option(name: "query", value: "QUERY", help: "Query of the request's URL, without '?'"),
        ],
        command: Verify.self)
}

struct Verify: Command {
    let arguments: Arguments
    let context: Context

    func run() throws(Failure) -> ExitStatus {
        let endpoint = try Signer.endpoint(arguments, in: context)
        let request = SignedRequest(
            fields: try fields(), query: arguments["query"], body: context.terminal.readInput())
        let secret: Int
        let events: [Event]
        do {
            secret = try endpoint.sender.signer(of: request, among: endpoint.secrets)
            events = try endpoint.sender.events(in: request, each: endpoint.each)
        } catch {
            throw Failure(.failure, "\(error.name): \(error)")
        }
        for event in events {
            context.terminal.print("event   \(event.name.escaped)\n")
            if let id = event.id { context.terminal.print("id      \(id.escaped)\n") }
        }
        context.terminal.print("secret  \(secret + 1)\n")
        showTime(of: request, at: endpoint)
        return .success
    }

    /// A recorded request may be old: that the daemon would reject it now is only a message.
    private func showTime(of request: SignedRequest, at endpoint: Endpoint) {
        let time = endpoint.sender.signedTime(in: request)
        if let time { context.terminal.print("signed  \(time.rfc3339)\n") }
        do {
            try ReplayWindow(of: endpoint)?.check(time, at: context.clock.now)
        } catch {
            context.terminal.say("the daemon would reject it now: \(error.name)")
        }
    }

    private func fields() throws(Failure) -> HeaderFields {
        var fields = HeaderFields()
        for line in arguments[all: "header"] {
            let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[0].isEmpty else {
                throw Failure(.usage, "expected a header such as 'Name: value', got '\(line.escaped)'")
            }
            let value = halves[1].drop { $0 == " " || $0 == "\t" }
            let end = value.lastIndex { $0 != " " && $0 != "\t" }
            fields.append(name: String(halves[0]), value: end.map { String(value[...$0]) } ?? "")
        }
        return fields
    }
}
