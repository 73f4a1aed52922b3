import Signatures
import Values

/// `hookrunner sign EVENT`: the header with which the provider would send a payload.
struct Sign: Sendable {
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
