import Formats
import Foundation
import Settings
import Signatures
import Values

extension Subcommand {
    static let send = Subcommand(
        name: "send", operands: "EVENT [< payload]", operandCount: 1...1, operandCandidates: .events,
        summary: "Sign a delivery and POST it, as the provider would",
        explanation: """
            Signs the payload from stdin with the endpoint's first secret, sends it with curl, and shows the answer. On a
            terminal, the payload is a sample of the provider's.
            """,
        options: [
            .configuration, .journal,
            Option(name: "endpoint", letter: "e", value: "PATH", help: "Endpoint to send to (default: the only one)"),
            Option(name: "url", letter: "u", value: "URL", help: "URL to send to (default: the first listen address)"),
            .json,
        ],
        command: Send.self)
}

struct Send: Command {
    let arguments: Arguments
    let context: Context

    /// For the whole exchange.
    private static let patience: Duration = .seconds(60)

    func run() async throws(Failure) -> ExitStatus {
        let event = arguments.operands[0]
        let configuration = try context.daemonConfiguration(arguments, needs: .check)
        let endpoint = try configuration.endpoint(chosenBy: arguments)
        let now = context.clock.now
        let isTyped = context.terminal.inputIsTerminal
        let payload = isTyped ? endpoint.sender.sample(of: event, at: now) : context.terminal.readInput()
        let request = try endpoint.request(sending: payload, of: event, at: now)
        return try await post(request, to: try target(of: endpoint, in: configuration))
    }

    /// Where to send: `--url`, or the first listener that can be reached.
    private func target(
        of endpoint: Endpoint, in configuration: Configuration
    ) throws(Failure) -> (url: String, socket: String?) {
        if let typed = arguments["url"] { return (typed, nil) }
        for listener in configuration.listeners {
            guard let client = listener.address.client else { continue }
            let scheme = listener.tls == nil ? "http" : "https"
            return ("\(scheme)://\(client.authority)\(endpoint.path)", client.socket)
        }
        throw Failure(.usage, "no URL: the configuration has no address to send to; pass --url")
    }

    private func post(
        _ request: SignedRequest, to target: (url: String, socket: String?)
    ) async throws(Failure) -> ExitStatus {
        let url = target.url
        let query = request.query.map { (url.contains("?") ? "&" : "?") + $0 } ?? ""
        do throws(Curl.Problem) {
            let answer = try await Curl(environment: context.environment).send(
                Curl.Request(
                    method: "POST", url: url + query, fields: request.fields.fields, body: request.body,
                    timeout: Self.patience, allowsHTTP: true, isLocal: false, socket: target.socket))
            return show(answer, url: url)
        } catch {
            throw failure(error, url: url)
        }
    }

    private func failure(_ problem: Curl.Problem, url: String) -> Failure {
        switch problem {
        case .notStarted(let reason): Failure(.failure, reason)
        case .failed(_, let words, _):
            Failure(.tryAgain, "\(url.escaped): \(words.isEmpty ? "no answer" : words.escaped)")
        case .tooLong: Failure(.failure, "\(url.escaped): the answer is longer than \(Curl.longestAnswer) bytes")
        case .ended: Failure(.tryAgain, "\(url.escaped): no answer within \(Self.patience.shortText)")
        }
    }

    private func show(_ answer: Curl.Answer, url: String) -> ExitStatus {
        let body = String(decoding: answer.body, as: UTF8.self)
        let text = body.hasSuffix("\n") ? String(body.dropLast()) : body
        if arguments.has("json") {
            let object = JSONValue.object([
                .init("url", .string(url)), .init("status", .integer(answer.status)), .init("answer", .string(text)),
            ])
            context.terminal.print(object.text + "\n")
        } else {
            context.terminal.print("POST \(url.escaped)\n\(answer.status) \(text.escaped)\n")
        }
        return (200..<300).contains(answer.status) ? .success : .failure
    }
}
