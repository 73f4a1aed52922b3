import Formats
import Settings
import Values

/// A hook of adnanh/webhook, converted to an endpoint as described in
/// <https://github.com/adnanh/webhook/blob/master/docs/Hook-Definition.md>.
struct ImportedHook: Sendable {
    /// Also the end of its URL.
    let id: String
    /// Harmless differences.
    private(set) var remarks: [String] = []
    /// Unsupported parts that matter: without them, the command would run in other cases or get other data.
    private(set) var gaps: [String] = []
    /// Any of them may have signed.
    private(set) var keys: [String] = []
    private var sender: ImportedSender?
    private var networks: [String] = []
    private var eventHeader: String?
    private var events: [String] = []
    private var conditions: [Condition] = []
    private var directory: String?
    private var command = CommandTemplate(words: [])
    private var reply: String?

    init(_ json: JSONValue) {
        id = json["id"]?.scalar ?? ""
        if id.isEmpty { gaps.append("it has no 'id'") }
        if let rule = json["trigger-rule"] { take(WebhookRule(rule)) }
        takeCommand(json)
        takeAnswer(json)
        let payloads = [json["parse-parameters-as-json"], json["pass-file-to-command"]].compactMap(\.self)
        if payloads.contains(where: { $0[0] != nil }) {
            gaps.append("'parse-parameters-as-json' and 'pass-file-to-command'")
        }
    }

    private mutating func take(_ rule: WebhookRule) {
        for part in rule.conjuncts {
            switch part.meaning {
            case .signature(let found, let keys) where sender == nil: (sender, self.keys) = (found, keys)
            case .networks(let found) where networks.isEmpty: networks = found
            case .events(let header, let names) where events.isEmpty: (eventHeader, events) = (header, names)
            case .condition(let condition): conditions.append(condition)
            case .signature, .networks, .events: gaps.append("two rules of one kind joined by 'and'")
            case .nothing(let words): gaps.append(words)
            }
        }
        if case .custom(_, let algorithm, _)? = sender, algorithm != .token {
            remarks.append("if the sender writes 'sha256=' or the like before the digest, add 'prefix'")
        }
        guard let header = eventHeader, let sender else { return }
        events = events.map(sender.event)
        let own = [ImportedSender.github: "X-GitHub-Event", .gitlab: "X-Gitlab-Event"][sender]
        if let own, !header.equalsIgnoringCase(own) { gaps.append("the value of the header '\(header)'") }
    }

    private mutating func takeCommand(_ json: JSONValue) {
        let program = json["execute-command"]?.scalar ?? ""
        directory = json["command-working-directory"]?.scalar.flatMap { $0.isEmpty ? nil : $0 }
        if program.isEmpty { gaps.append("it has no 'execute-command'") }
        let isRelative = program.contains("/") && !program.hasPrefix("/")
        let path = isRelative ? (directory.map { "\($0)/\(program)" } ?? program) : program
        let variables = items(of: json["pass-environment-to-command"]).compactMap { variable in
            word(variable, after: "\(variable["envname"]?.scalar ?? "HOOK_\(variable["name"]?.scalar ?? "")")=")
        }
        let arguments = items(of: json["pass-arguments-to-command"]).compactMap { word($0, after: "") }
        let start = variables.isEmpty ? [] : [CommandTemplate.Word(parts: [.text("env")])] + variables
        command = CommandTemplate(words: start + [.init(parts: [.text(path)])] + arguments)
    }

    /// A value as a word of the command, after a text; nil if unsupported.
    private mutating func word(_ json: JSONValue, after text: String) -> CommandTemplate.Word? {
        if json["source"]?.scalar == "string" { return .init(parts: [.text(text + (json["name"]?.scalar ?? ""))]) }
        switch WebhookParameter(json) {
        case .field(let path): return .init(parts: (text.isEmpty ? [] : [.text(text)]) + [.field(path)])
        case .header(let name): gaps.append("the header '\(name)' as an argument or variable")
        case .other(let words): gaps.append(words)
        case nil: gaps.append("an argument without a source")
        }
        return nil
    }

    private mutating func takeAnswer(_ json: JSONValue) {
        let message = json["response-message"]?.scalar ?? ""
        if json["include-command-output-in-response"] == true {
            reply = "reply wait 20s"
            remarks.append("the output is a member of the answer's JSON, not all of it")
        } else if !message.isEmpty {
            reply = "reply \(message.asValue)"
        }
        let methods = items(of: json["http-methods"]).compactMap(\.scalar).filter { $0.uppercased() != "POST" }
        if !methods.isEmpty { remarks.append("only POST is accepted, not \(methods.joined(separator: ", "))") }
        if json["response-headers"]?[0] != nil { remarks.append("'response-headers' are not sent") }
        for status in ["success-http-response-code", "trigger-rule-mismatch-http-response-code"]
        where json[status] != nil {
            remarks.append("'\(status)': the answer is 202")
        }
        if let type = json["incoming-payload-content-type"]?.scalar, !type.contains("json") {
            gaps.append("payloads of the type '\(type)'")
        }
    }

    private func items(of json: JSONValue?) -> [JSONValue] {
        guard case .array(let items)? = json else { return [] }
        return items
    }

    /// The lines of the endpoint, commented out if a part is unsupported.
    ///
    /// - Parameter keyFiles: one file for each key.
    /// - Returns: lines of a configuration.
    func lines(keyFiles: [String]) -> [String] {
        let remarks = remarks.map { "# differs: \($0.escaped)" } + gaps.map { "# UNSUPPORTED: \($0.escaped)" }
        return remarks + endpoint(keyFiles).map { gaps.isEmpty ? $0 : $0.isEmpty ? "#" : "# \($0)" }
    }

    private func endpoint(_ keyFiles: [String]) -> [String] {
        let sender = sender ?? .custom(header: "X-Signature", algorithm: .sha256, prefix: "")
        let signature =
            keyFiles.isEmpty
            ? ["unsigned  # anyone can send; see 'secret' in hookrunner.conf(5)"]
            : keyFiles.map { "secret file \($0.asWord)" }
        let settings =
            sender.lines(eventHeader: eventHeader, orAlways: id) + signature
            + (networks.isEmpty ? [] : ["allow \(networks.joined(separator: " "))"]) + (reply.map { [$0] } ?? [])
        let names = events.isEmpty ? "*" : events.map(\.asWord).joined(separator: ", ")
        let hook =
            ["run \(command.text)"] + (directory.map { ["directory \($0.asWord)"] } ?? [])
            + conditions.map { "when \($0.text)" }
        let body = settings + ["", "on \(names) {"] + hook.map { "    \($0)" } + ["}"]
        return ["endpoint \("/hooks/\(id)".asWord) {"] + body.map { $0.isEmpty ? "" : "    \($0)" } + ["}"]
    }
}
