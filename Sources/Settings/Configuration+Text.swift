import Formats
package import Values

extension Configuration {
    /// What was understood, as a configuration with every default filled in: `check` shows it.
    ///
    /// Read again, it says the same, apart from the keys: of these it says only how many there are.
    package var text: String {
        let settings: [String?] = [
            admin.map { "admin \($0.text)\(adminShowsPayloads ? " show-payloads" : "")" }, "journal \(journal.text)",
            "max-running \(maximumRunning)",
            maximumPending.map { "max-pending \($0)" },
            "shutdown-timeout \(shutdownTimeout.shortText)", "keep \(keep.shortText)",
            keepFailed.map { "keep-failed \($0.shortText)" }, onFailure.map { "on-failure run \($0.text)" },
            onAlert.map { "on-alert run \($0.text)" },
            "log \(log.format.rawValue) \(log.level.rawValue)", "max-connections \(maximumConnections)",
            "max-connections-per-client \(maximumConnectionsPerClient)",
            "max-request-memory \(maximumRequestMemory.textAsSize)",
            trustedProxies.isEmpty ? nil : "trust-proxy \(trustedProxies.text)",
            listeners.lazy.compactMap { $0.tls?.clientAuthorities }.first.map { "client-ca \($0.asWord)" },
            reloadsOnChange ? "reload on-change" : nil, readyMaximumLag.map { "ready-max-lag \($0.shortText)" },
            journal.isShared ? "lease \(lease.shortText)" : nil, maximumRunningTotal.map { "max-running-total \($0)" },
        ]
        let global =
            listeners.map { "listen \($0.text)" } + settings.compactMap { $0 } + alerts.map { "alert \($0.name)" }
            + access.lines
        return (global + endpoints.flatMap { [""] + $0.lines }).map { "\($0)\n" }.joined()
    }
}

extension Listener {
    fileprivate var text: String {
        address.text + (tls.map { " tls \($0.certificate.asWord) \($0.key.asWord)" } ?? "")
    }
}

extension ListenAddress {
    fileprivate var text: String {
        guard case .unix(_, let mode) = self else { return description }
        return "\(description.asWord) mode 0\(String(mode, radix: 8))"
    }
}

extension AccessRules {
    fileprivate var lines: [String] {
        [("allow", allowed), ("deny", denied)].filter { !$0.1.isEmpty }.map { name, networks in
            "\(name) \(networks.map(\.description).joined(separator: " "))"
        }
    }
}

extension TrustedProxies {
    fileprivate var text: String {
        (networks.map(\.description) + (includesUnixSockets ? ["unix"] : [])).joined(separator: " ")
    }
}

extension RateLimit {
    fileprivate var text: String { "\(count)/\(period.shortText.drop { $0.isNumber }) burst \(burst)" }
}

extension JournalLocation {
    fileprivate var text: String {
        switch self {
        case .directory(let path): path.asWord
        case .database(let url, _): url.asWord
        }
    }
}

extension CommandTemplate {
    /// The words as they stand in a configuration.
    package var text: String { words.map(\.text).joined(separator: " ") }
}

extension Endpoint {
    fileprivate var lines: [String] {
        let signature = isUnsigned ? "unsigned" : "# secrets: \(secrets.count)"
        let settings: [String?] = [
            customScheme == nil ? "provider \(provider.rawValue)" : nil, signature,
            "max-body \(maximumBodyBytes.textAsSize)",
            replayWindow.map { "replay-window \($0.shortText)" }, "duplicates \(duplicates.text)",
            maximumPending.map { "max-pending \($0)" }, replyWait.map { "reply wait \($0.shortText)" },
            replyText.map { "reply \($0.text == "wait" ? "\"wait\"" : $0.text.asValue)" },
            rate.map { "rate \($0.text)" },
            each.map { "each \($0)" },
        ]
        let body = (customScheme?.lines ?? []) + settings.compactMap { $0 } + access.lines + hooks.flatMap(\.lines)
        return ["endpoint \(path.asWord) {"] + body.map { "    \($0)" } + ["}"]
    }
}

extension CustomScheme {
    fileprivate var lines: [String] {
        let settings: [String?] = [
            "header \(header)", "algorithm \(algorithm.rawValue)",
            algorithm == .token ? nil : "encoding \(encoding.rawValue)",
            prefix.isEmpty ? nil : "prefix \(prefix.asWord)",
            algorithm == .token ? nil : "signed \(signed.description.asWord)", "event \(event.text)",
            id.map { "id \($0)" }, timestamp.map { "timestamp \($0)" },
        ]
        return ["provider custom {"] + settings.compactMap { $0.map { "    \($0)" } } + ["}"]
    }
}

extension CustomScheme.Place {
    fileprivate var text: String {
        guard case .always(let name) = self else { return description }
        return "always \(name.asWord)"
    }
}

extension Duplicates {
    fileprivate var text: String {
        switch self {
        case .keep: "keep"
        case .drop(let time, let fields):
            "drop \(time.shortText)"
                + (fields.isEmpty ? "" : " by \(fields.map(\.description).joined(separator: ", "))")
        }
    }
}

extension Hook {
    fileprivate var lines: [String] {
        let list = events.map { $0.description.asWord }.joined(separator: ", ")
        let body =
            [isNamedByUser ? "name \(name)" : "# name \(name.printable)"] + commandLines + environmentLines
            + conditions.map { "when \($0.text)" }
        return ["on \(list) {"] + body.map { "    \($0)" } + ["}"]
    }

    private var commandLines: [String] {
        var lines = ["run \(command.text)", "timeout \(timeout.shortText)"]
        if let silenceTimeout { lines.append("silence-timeout \(silenceTimeout.shortText)") }
        if retry != .never {
            lines.append("retry \(retry.attempts - 1) times \(retry.first.shortText)..\(retry.last.shortText)")
        }
        lines.append("order \(order.text)")
        if let batch { lines.append("batch \(batch.size) every \(batch.wait.shortText)") }
        if let maximumRunning { lines.append("max-running \(maximumRunning)") }
        return lines
    }

    private var environmentLines: [String] {
        var lines = environment.map { variable in
            let value = Confidential.namesSecret(variable.name) ? "<hidden>" : variable.value.asWord
            return "env \(variable.name) \(value)"
        }
        if !passedEnvironment.isEmpty { lines.append("pass-env \(passedEnvironment.joined(separator: " "))") }
        if let directory { lines.append("directory \(directory.asWord)") }
        return lines
    }

    /// A name made of events may hold what a chosen one must not.
    private var isNamedByUser: Bool {
        name.utf8.count <= 64 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}

extension Condition {
    /// What stands behind `when` in a configuration.
    package var text: String { text(value: \.asValue, pattern: \.asWord) }
}

extension Order {
    fileprivate var text: String {
        switch self {
        case .parallel: "parallel"
        case .serial(let field): "serial" + (field.map { " by \($0)" } ?? "")
        case .latest(let field): "latest" + (field.map { " by \($0)" } ?? "")
        }
    }
}

extension CommandTemplate.Word {
    fileprivate var text: String {
        let pieces = parts.map { part in
            switch part {
            case .text(let text): (plain: text.replacing("{", with: "\\{"), quoted: text.escapedInQuotes(brace: "\\{"))
            case .field(let path): (plain: "{\(path)}", quoted: "{\(path)}")
            }
        }
        let isPlain = parts.allSatisfy { part in
            guard case .text(let text) = part else { return true }
            return text.isPlainWord && !text.contains("\\")
        }
        return isPlain ? pieces.map(\.plain).joined() : "\"\(pieces.map(\.quoted).joined())\""
    }
}

extension String {
    /// The text as one word of a configuration, quoted where it must be.
    package var asWord: String {
        isPlainWord && !contains("{") ? self : "\"\(escapedInQuotes(brace: "{"))\""
    }

    /// The same for a word in which `\{` is a brace, as in a command, a value that is compared, or a reply.
    package var asValue: String {
        isPlainWord && !contains("{") ? self : "\"\(escapedInQuotes(brace: "\\{"))\""
    }

    /// Whether the lexer would read it as one word without quotes. Rather too strict than too lenient.
    fileprivate var isPlainWord: Bool {
        !isEmpty && self != "}" && !contains(",")
            && unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0 != "\"" && $0 != "#" && $0 != "'" }
            && unicodeScalars.allSatisfy { $0 != "\\" && $0.value != 0x7F }
    }

    fileprivate func escapedInQuotes(brace: String) -> String {
        reduce(into: "") { text, character in
            switch character {
            case "\"", "\\": text += "\\\(character)"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "{": text += brace
            default: text.append(character)
            }
        }
    }
}

extension Int {
    /// A number of bytes as `max-body` takes it.
    var textAsSize: String {
        let units = [("MiB", 1 << 20), ("KiB", 1 << 10)]
        let unit = units.first { self % $0.1 == 0 }
        return unit.map { "\(self / $0.1)\($0.0)" } ?? "\(self)B"
    }
}
