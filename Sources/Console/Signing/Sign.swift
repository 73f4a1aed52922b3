import Signatures
import Values

extension Subcommand {
    static let sign = Subcommand(
        name: "sign", operands: "EVENT < payload", operandCount: 1...1, operandCandidates: .events,
        summary: "Print the header with which the provider would send a payload",
        explanation: """
            Signs the payload from stdin with the endpoint's first secret and prints the header fields, one per line. A query
            is printed after a question mark. If the signature is part of the body, use --body.
            """,
        options: Signer.options + [Option(name: "body", help: "Print the body as the provider would send it, instead")],
        command: Sign.self)
}

struct Sign: Command {
    let arguments: Arguments
    let context: Context

    func run() throws(Failure) -> ExitStatus {
        let endpoint = try Signer.endpoint(arguments, in: context)
        let payload = context.terminal.readInput()
        let request = try endpoint.request(sending: payload, of: arguments.operands[0], at: context.clock.now)
        if arguments.has("body") {
            context.terminal.write(request.body, to: .output)
        } else {
            for field in request.fields.fields { context.terminal.print("\(field.name): \(field.value)\n") }
            if let query = request.query { context.terminal.print("?\(query)\n") }
        }
        return .success
    }
}
