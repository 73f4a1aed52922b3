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
        let endpoints = try configuration.endpoints(chosenBy: arguments)
        guard let endpoint = endpoints.first, endpoints.count == 1 else {
            let paths = endpoints.map(\.path.escaped).joined(separator: ", ")
            throw Failure(.usage, "which endpoint? choose one with --endpoint: \(paths)")
        }
        let body = try payload(for: event, at: endpoint)
        let url = if let typed = arguments["url"] { typed } else { try defaultURL(of: endpoint, in: configuration) }
        let fields = endpoint.secrets.first.map {
            endpoint.provider.provider.fields(signing: body, event: event, with: $0)
        }
        return try await post(
            body, fields: fields ?? HeaderFields([.init(name: "content-type", value: "application/json")]), to: url)
    }

    private func payload(for event: String, at endpoint: Endpoint) throws(Failure) -> [UInt8] {
        let provider = endpoint.provider.provider
        guard !context.terminal.inputIsTerminal else { return provider.sample(of: event, at: context.clock.now) }
        let body = context.terminal.readInput()
        let found: String
        do {
            found = try provider.event(in: SignedRequest(fields: HeaderFields(), body: body)).name
        } catch {
            throw Failure(.badInput, error.description)
        }
        guard found == event else {
            throw Failure(.badInput, "the payload's event is '\(found.escaped)', not '\(event.escaped)'")
        }
        return body
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

    /// Runs curl with the body on its standard input; a signature is no secret and may stand among its arguments.
    private func post(_ body: [UInt8], fields: HeaderFields, to url: String) async throws(Failure) -> ExitStatus {
        let headers = fields.fields.flatMap { ["--header", "\($0.name): \($0.value)"] }
        let curl = CommandInvocation(
            arguments: [
                "curl", "--silent", "--show-error", "--globoff", "--max-time", "60", "--write-out", "\n%{http_code}",
            ]
                + headers + ["--data-binary", "@-", "--url", url],
            environment: context.environment.map { EnvironmentVariable($0.key, $0.value) }, input: body,
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
