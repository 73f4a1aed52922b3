import Formats
import Foundation
import Settings
import Values

extension Subcommand {
    static let importWebhook = Subcommand(
        name: "import webhook", operands: "FILE", operandCount: 1...1, operandCandidates: .files,
        summary: "Convert the hooks of adnanh/webhook to a configuration",
        explanation: """
            Reads hooks.json or hooks.yaml (- for JSON on stdin) and prints the nearest hookrunner.conf. A hook that cannot be
            converted faithfully becomes a comment with the reason.
            """,
        options: [
            Option(
                name: "secrets", value: "DIR", candidates: .directories,
                help: "Write each key to a file of its own in this directory")
        ],
        command: ImportWebhook.self)
}

struct ImportWebhook: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let hooks = try hooks(in: try await definitions())
        if let directory = arguments["secrets"] { try PrivateFile.makeDirectory(directory) }
        var sections: [[String]] = []
        for hook in hooks { sections.append(hook.lines(keyFiles: try keyFiles(of: hook))) }
        let text = ([Self.head] + sections).map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
        context.terminal.print(text)
        tell(of: hooks)
        return .success
    }

    private static let head = [
        "# Converted from the hooks file of adnanh/webhook; see hookrunner.conf(5).",
        "listen 0.0.0.0:9000", "journal /var/lib/hookrunner",
    ]

    /// The file as JSON; Python converts YAML.
    private func definitions() async throws(Failure) -> [UInt8] {
        let path = arguments.operands[0]
        let content = path == "-" ? context.terminal.readInput() : try read(path)
        guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return content }
        return try await YAML(environment: context.environment).json(of: content, named: path)
    }

    private func read(_ path: String) throws(Failure) -> [UInt8] {
        switch FileSource.system.read(path, 16 << 20) {
        case .success(let content): return content.bytes
        case .failure(let problem):
            throw Failure(problem == .missing ? .notFound : .failure, "cannot read \(path.escaped): \(problem)")
        }
    }

    private func hooks(in definitions: [UInt8]) throws(Failure) -> [ImportedHook] {
        let json: JSONValue
        do throws(JSONReader.Mistake) {
            json = try JSONReader.value(in: definitions)
        } catch {
            let hint =
                String(decoding: definitions, as: UTF8.self).contains("{{")
                ? "; it looks like a template: fill in the values first" : ""
            throw Failure(.badInput, "not JSON at byte \(error.offset): \(error.reason)\(hint)")
        }
        guard case .array(let items) = json, !items.isEmpty else {
            throw Failure(.badInput, "no hooks: expected a JSON array of definitions")
        }
        return items.map(ImportedHook.init)
    }

    /// The files of a hook's keys, which `--secrets` writes.
    private func keyFiles(of hook: ImportedHook) throws(Failure) -> [String] {
        var files: [String] = []
        for (index, key) in hook.keys.enumerated() {
            let stem = String(
                hook.id.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "_" })
            let name = index == 0 ? "\(stem).key" : "\(stem)-\(index + 1).key"
            guard let directory = arguments["secrets"] else {
                files.append(name)
                continue
            }
            let path = URL(fileURLWithPath: directory).appendingPathComponent(name).path
            _ = try PrivateFile(at: path, holding: Array(key.utf8))
            files.append(path)
        }
        return files
    }

    private func tell(of hooks: [ImportedHook]) {
        for hook in hooks where !hook.gaps.isEmpty {
            context.terminal.say(
                "\(hook.id.escaped): \(hook.gaps.map(\.escaped).joined(separator: "; ")): left as a comment")
        }
        if arguments["secrets"] == nil, hooks.contains(where: { !$0.keys.isEmpty }) {
            context.terminal.say("the keys are not shown: write each to its file, or pass --secrets DIR")
        }
    }
}
