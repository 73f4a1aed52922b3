import Formats
import Processes
import Values

/// Converts YAML with Python's library.
struct YAML: Sendable {
    let environment: [String: String]

    private static let script = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)"

    func json(of text: [UInt8], named path: String) async throws(Failure) -> [UInt8] {
        let invocation = CommandInvocation(
            arguments: ["python3", "-I", "-c", Self.script],
            environment: environment.map { EnvironmentVariable($0.key, $0.value) },
            input: text, timeout: .seconds(60), streamsOutput: true)
        let (exit, printed) = await CollectedOutput.of(invocation, limit: 64 << 20)
        guard case .status(0) = exit, let bytes = printed else {
            let words = String(decoding: (printed ?? []).suffix(400), as: UTF8.self)
            let last = words.split(separator: "\n").last.map { ": \($0.description.escaped)" } ?? ""
            throw Failure(
                .badInput,
                "cannot read \(path.escaped) as YAML\(last); install python3 with 'yaml', or convert the file to JSON")
        }
        return bytes
    }
}
