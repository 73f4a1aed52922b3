import Foundation
import Processes
import Settings
import Signatures
import Values

/// `hookrunner send EVENT`: a delivery as the provider would send it.
struct Send: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let event = arguments.operands[0]
        let configuration = try context.configuration(arguments, needs: .check)
        let endpoint = try configuration.endpoint(chosenBy: arguments)
        let now = context.clock.now
        let isTyped = context.terminal.inputIsTerminal
        let payload = isTyped ? endpoint.sender.sample(of: event, at: now) : context.terminal.readInput()
        let request = try endpoint.request(sending: payload, of: event, at: now)
        let url = if let typed = arguments["url"] { typed } else { try defaultURL(of: endpoint, in: configuration) }
        return try await post(request, to: url)
    }

    private func defaultURL(of endpoint: Endpoint, in configuration: Configuration) throws(Failure) -> String {
        for listener in configuration.listeners {
            guard case .tcp(let host, let port) = listener.address, port != 0 else { continue }
            let reachable = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
            let scheme = listener.tls == nil ? "http" : "https"
            return "\(scheme)://\(ListenAddress.tcp(host: reachable, port: port))\(endpoint.path)"
        }
        throw Failure(.usage, "where to? the configuration names no port; say it with --url")
    }

    /// Runs curl with the body on its standard input, and the header in a file: one of the schemes has the secret in it,
    /// and other users can read arguments.
    private func post(_ request: SignedRequest, to url: String) async throws(Failure) -> ExitStatus {
        let lines = request.fields.fields.map { "\($0.name): \($0.value)\n" }.joined()
        let header = try PrivateFile(holding: Array(lines.utf8), environment: context.environment)
        defer { header.remove() }
        let query = request.query.map { (url.contains("?") ? "&" : "?") + $0 } ?? ""
        let curl = CommandInvocation(
            arguments: [
                "curl", "--silent", "--show-error", "--globoff", "--max-time", "60", "--write-out", "\n%{http_code}",
                "--header", "@\(header.path)", "--data-binary", "@-", "--url", url + query,
            ],
            environment: context.environment.map { EnvironmentVariable($0.key, $0.value) }, input: request.body,
            timeout: .seconds(70))
        let result = await LocalCommands().run(curl) { _ in }
        let output = String(decoding: result.output, as: UTF8.self)
        guard case .status(0) = result.exit else {
            if case .notStarted(let reason) = result.exit { throw Failure(.failure, reason) }
            throw Failure(
                .tryAgain,
                "\(url.escaped): \(output.split(separator: "\n").first.map { String($0).escaped } ?? "no answer")")
        }
        return show(output, url: url)
    }

    private func show(_ output: String, url: String) -> ExitStatus {
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        let status = lines.last.flatMap { Int($0) } ?? 0
        let body = lines.dropLast()
        let answer = (body.last?.isEmpty == true ? body.dropLast() : body).joined(separator: "\n")
        if arguments.has("json") {
            let object = JSONValue.object([
                .init("url", .string(url)), .init("status", .integer(status)), .init("answer", .string(answer)),
            ])
            context.terminal.print(object.text + "\n")
        } else {
            context.terminal.print("POST \(url.escaped)\n\(status) \(answer.escaped)\n")
        }
        return (200..<300).contains(status) ? .success : .failure
    }
}
