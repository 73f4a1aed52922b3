import Foundation
import Processes
import Settings
import Signatures
import Values

/// `hookrunner run EVENT`: an event's hooks, here and now.
struct RunOnce: Sendable {
    let arguments: Arguments
    let context: Context

    /// A hook and the endpoint that it stands in.
    private struct Candidate {
        let endpoint: Endpoint
        let hook: Hook

        var title: String { "\(endpoint.path.escaped) \(hook.name.escaped)" }

        /// A line of `run --json`.
        func json(of result: CommandResult) -> JSONValue {
            .object([
                .init("endpoint", .string(endpoint.path)), .init("hook", .string(hook.name)),
                .init("exit", .string(result.exit.description)),
                .init("ms", .integer((result.finishedAt - result.startedAt).milliseconds)),
                .init("output", .string(String(decoding: result.output, as: UTF8.self))),
            ])
        }
    }

    func run() async throws(Failure) -> ExitStatus {
        let event = arguments.operands[0]
        let configuration = try context.configuration(arguments, needs: .local)
        let endpoints = try configuration.endpoints(chosenBy: arguments)
        let (body, payload) = try payload(for: event, at: endpoints)
        let candidates = endpoints.flatMap { endpoint in endpoint.hooks.map { Candidate(endpoint: endpoint, hook: $0) }
        }
        if arguments.has("dry-run") {
            for candidate in candidates { explain(candidate, event: event, body: body, payload: payload) }
            return .success
        }
        let wanting = candidates.filter { $0.hook.wants(event, payload) }
        guard !wanting.isEmpty else {
            throw Failure(.notFound, "no hook wants '\(event.escaped)'; --dry-run shows what each of them wants")
        }
        var worst = ExitStatus.success
        for candidate in wanting {
            if await attempt(candidate, event: event, body: body) != .status(0) { worst = .failure }
        }
        return worst
    }

    private func payload(for event: String, at endpoints: [Endpoint]) throws(Failure) -> ([UInt8], JSONValue) {
        let isTyped = context.terminal.inputIsTerminal
        let sample = isTyped ? endpoints.first.map { $0.sender.sample(of: event, at: context.clock.now) } : nil
        let body = sample ?? context.terminal.readInput()
        do {
            return (body, try JSONReader.value(in: body))
        } catch {
            throw Failure(.badInput, "the payload is not JSON: \(error)")
        }
    }

    private func delivery(to candidate: Candidate, event: String, body: [UInt8]) -> Delivery {
        var generator = SystemRandomNumberGenerator()
        let now = context.clock.now
        return Delivery(
            id: DeliveryID(at: now, using: &generator), endpoint: candidate.endpoint.path,
            provider: candidate.endpoint.provider.rawValue, event: event, body: body, receivedAt: now)
    }

    private func invocation(for candidate: Candidate, event: String, body: [UInt8]) throws(CommandError)
        -> CommandInvocation
    {
        try CommandInvocation(
            of: candidate.hook, for: delivery(to: candidate, event: event, body: body), attempt: 1,
            inheriting: context.environment, streamsOutput: true)
    }

    private func attempt(_ candidate: Candidate, event: String, body: [UInt8]) async -> Exit {
        let terminal = context.terminal
        let isForPeople = !arguments.has("json")
        var result: CommandResult
        do {
            let invocation = try invocation(for: candidate, event: event, body: body)
            result = await LocalCommands().run(invocation) { event in
                if case .output(let bytes) = event, isForPeople { terminal.write(bytes, to: .output) }
            }
        } catch {
            let now = context.clock.now
            result = CommandResult(exit: .notStarted(error.description), startedAt: now, finishedAt: now)
        }
        if isForPeople {
            terminal.say("\(candidate.title): \(result.summary)")
        } else {
            terminal.print(candidate.json(of: result).text + "\n")
        }
        return result.exit
    }

    private func explain(_ candidate: Candidate, event: String, body: [UInt8], payload: JSONValue) {
        let explanation = Explanation(
            of: candidate.hook, at: candidate.endpoint, for: delivery(to: candidate, event: event, body: body),
            payload: payload, inheriting: context.environment)
        context.terminal.print(arguments.has("json") ? explanation.json.text + "\n" : explanation.text)
    }
}

extension CommandResult {
    /// How it ended, for people.
    fileprivate var summary: String {
        guard case .notStarted(let reason) = exit else {
            return "exit \(exit) after \((finishedAt - startedAt).milliseconds) ms"
        }
        return reason
    }
}
