import Formats
import Foundation
import Processes
import Settings
import Signatures
import Values

extension Subcommand {
    static let run = Subcommand(
        name: "run", operands: "EVENT [< payload]", operandCount: 1...1, operandCandidates: .events,
        summary: "Run an event's hooks now, without HTTP and journal",
        explanation: """
            Runs every hook that matches EVENT with the payload from stdin, and shows its output. On a terminal, the payload
            is a sample of the provider's. Exits 0 if every hook does.
            """,
        options: [
            .configuration,
            Option(name: "endpoint", letter: "e", value: "PATH", help: "Run only the hooks of this endpoint"),
            Option(name: "dry-run", letter: "n", help: "Show what would be run, but run nothing"), .json,
        ],
        command: RunOnce.self)
}

struct RunOnce: Command {
    let arguments: Arguments
    let context: Context

    /// A hook with its endpoint and the event that it may run for.
    private struct Candidate {
        let endpoint: Endpoint
        let hook: Hook
        let event: Event
        /// Position among the events that `each` has split off, from 1; nil without `each`.
        let item: Int?

        var matches: Bool { hook.wants(event.name, event.payload) }

        var title: String { "\(endpoint.path.escaped) \(hook.name.escaped)\(item.map { ", item \($0)" } ?? "")" }

        func delivery(at now: Timestamp) -> Delivery {
            var generator = SystemRandomNumberGenerator()
            return Delivery(
                id: DeliveryID(at: now, using: &generator), endpoint: endpoint.path,
                provider: endpoint.provider.rawValue, event: event.name, body: event.body ?? [], receivedAt: now)
        }

        /// A line of `run --json`.
        func json(of result: CommandResult) -> JSONValue {
            let item = item.map { [JSONValue.Member("item", .integer($0))] } ?? []
            return .object(
                [.init("endpoint", .string(endpoint.path)), .init("hook", .string(hook.name))] + item + [
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
        let whole = try payload(of: event, at: endpoints)
        var candidates: [Candidate] = []
        for endpoint in endpoints { candidates += try self.candidates(at: endpoint, for: whole) }
        if arguments.has("dry-run") {
            for candidate in candidates { explain(candidate) }
            return .success
        }
        let matching = candidates.filter(\.matches)
        guard !matching.isEmpty else {
            throw Failure(.notFound, "no hook matches '\(event.escaped)'; --dry-run shows why")
        }
        // As in the daemon: commands have no terminal, and end with this process however it ends.
        let commands = ExecutorClient(
            executable: context.executable, arguments: [Program.executorCommand], environment: context.environment,
            record: .memory, report: { [terminal = context.terminal] in terminal.say($0.text) })
        await commands.start()
        var worst = ExitStatus.success
        for candidate in matching {
            if await attempt(candidate, with: commands) != .status(0) { worst = .failure }
        }
        await commands.shutDown()
        return worst
    }

    private func payload(of event: String, at endpoints: [Endpoint]) throws(Failure) -> Event {
        let isTyped = context.terminal.inputIsTerminal
        let sample = isTyped ? endpoints.first.map { $0.sender.sample(of: event, at: context.clock.now) } : nil
        let body = sample ?? context.terminal.readInput()
        do {
            return Event(name: event, payload: try JSONReader.value(in: body), body: body)
        } catch {
            throw Failure(.badInput, "the payload is not JSON: \(error)")
        }
    }

    private func candidates(at endpoint: Endpoint, for whole: Event) throws(Failure) -> [Candidate] {
        let items: [Event]
        do {
            items = if let field = endpoint.each { try endpoint.sender.items(of: whole, at: field) } else { [whole] }
        } catch {
            throw Failure(.badInput, "\(error)")
        }
        return items.enumerated().flatMap { position, event in
            endpoint.hooks.map { hook in
                Candidate(endpoint: endpoint, hook: hook, event: event, item: event == whole ? nil : position + 1)
            }
        }
    }

    private func attempt(_ candidate: Candidate, with commands: some CommandRunner) async -> Exit {
        let terminal = context.terminal
        let isForPeople = !arguments.has("json")
        var result: CommandResult
        do {
            let invocation = try CommandInvocation(
                of: candidate.hook, for: candidate.delivery(at: context.clock.now), attempt: 1,
                inheriting: context.environment, streamsOutput: true)
            result = await commands.run(invocation) { event in
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

    private func explain(_ candidate: Candidate) {
        let explanation = Explanation(
            of: candidate.hook, at: candidate.endpoint, for: candidate.delivery(at: context.clock.now),
            payload: candidate.event.payload, item: candidate.item, inheriting: context.environment)
        context.terminal.print(arguments.has("json") ? explanation.json.text + "\n" : explanation.text)
    }
}

extension CommandResult {
    fileprivate var summary: String {
        guard case .notStarted(let reason) = exit else {
            return "exit \(exit) after \((finishedAt - startedAt).milliseconds) ms"
        }
        return reason
    }
}

extension ExecutorClient.Event {
    fileprivate var text: String {
        switch self {
        case .lost(let reason): "lost the process that runs commands: \(reason)"
        case .endedLeftovers(let processes, let remaining):
            "it left \(processes) processes running; \(remaining) of them could not be ended"
        case .unrecorded(let reason): reason
        }
    }
}
