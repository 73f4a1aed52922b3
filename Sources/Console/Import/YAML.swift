import Processes
import Values

/// YAML, read by Python's library for it.
struct YAML: Sendable {
    let environment: [String: String]

    private static let script = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)"

    /// The same as JSON.
    func json(of text: [UInt8], named path: String) async throws(Failure) -> [UInt8] {
        let invocation = CommandInvocation(
            arguments: ["python3", "-c", Self.script],
            environment: environment.map { EnvironmentVariable($0.key, $0.value) },
            input: text, timeout: .seconds(60), streamsOutput: true)
        let output = CollectedOutput(limit: 64 << 20)
        let result = await LocalCommands().run(invocation) { event in
            if case .output(let bytes) = event { output.append(bytes) }
        }
        guard case .status(0) = result.exit, let bytes = output.bytes else {
            let words = String(decoding: (output.bytes ?? []).suffix(400), as: UTF8.self)
            let last = words.split(separator: "\n").last.map { ": \($0.description.escaped)" } ?? ""
            throw Failure(
                .badInput,
                "cannot read \(path.escaped) as YAML\(last); python3 with its 'yaml' is needed, or the file as JSON")
        }
        return bytes
    }
}
