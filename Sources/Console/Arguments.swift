import Formats
import Values

/// Options and operands of a subcommand, checked against its row but not interpreted.
struct Arguments: Sendable, Equatable {
    /// A mistake on the command line.
    struct Mistake: Error, Sendable, Equatable, CustomStringConvertible {
        let description: String
    }

    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []
    private(set) var operands: [String] = []

    subscript(name: String) -> String? { values[name]?.first }

    /// The values of a repeated option, in order.
    subscript(all name: String) -> [String] { values[name] ?? [] }

    func has(_ name: String) -> Bool { flags.contains(name) }

    /// Parses the words after the subcommand's name: `--name VALUE`, `--name=VALUE`, `-nVALUE`, `-n VALUE`, `--`.
    init(_ words: [String], for subcommand: Subcommand) throws(Mistake) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            } else if word.hasPrefix("--") {
                try takeLong(word.dropFirst(2), &rest, of: subcommand)
            } else if word.hasPrefix("-"), word != "-" {
                try takeShort(word.dropFirst(), &rest, of: subcommand)
            } else {
                operands.append(word)
            }
        }
        try checkOperands(of: subcommand)
    }

    private mutating func takeLong(
        _ word: Substring, _ rest: inout ArraySlice<String>, of subcommand: Subcommand
    ) throws(Mistake) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = subcommand.options.first(where: { $0.name == name }) else {
            throw Mistake(description: "unknown option '--\(name.escaped)'")
        }
        try take(option, attached: parts.count > 1 ? String(parts[1]) : nil, &rest)
    }

    /// One letter, its value attached or next; letters without a value may share a dash.
    private mutating func takeShort(
        _ letters: Substring, _ rest: inout ArraySlice<String>, of subcommand: Subcommand
    ) throws(Mistake) {
        guard let letter = letters.first else { return }
        guard let option = subcommand.options.first(where: { $0.letter == letter }) else {
            throw Mistake(description: "unknown option '-\(String(letter).escaped)'")
        }
        let others = letters.dropFirst()
        if option.value != nil || others.isEmpty {
            try take(option, attached: others.isEmpty ? nil : String(others), &rest)
        } else {
            try take(option, attached: nil, &rest)
            try takeShort(others, &rest, of: subcommand)
        }
    }

    private mutating func take(
        _ option: Subcommand.Option, attached: String?, _ rest: inout ArraySlice<String>
    ) throws(Mistake) {
        guard let valueName = option.value else {
            guard attached == nil else { throw Mistake(description: "option '--\(option.name)' takes no value") }
            flags.insert(option.name)
            return
        }
        guard let value = attached ?? rest.popFirst() else {
            throw Mistake(description: "option '--\(option.name)' needs a value: --\(option.name) \(valueName)")
        }
        guard option.repeats || values[option.name] == nil else {
            throw Mistake(description: "duplicate option '--\(option.name)'")
        }
        values[option.name, default: []].append(value)
    }

    private func checkOperands(of subcommand: Subcommand) throws(Mistake) {
        if operands.count < subcommand.operandCount.lowerBound {
            throw Mistake(description: "missing \(subcommand.operands.prefix { $0 != " " })")
        }
        if operands.count > subcommand.operandCount.upperBound {
            let surplus = operands[subcommand.operandCount.upperBound]
            throw Mistake(description: "unexpected operand '\(surplus.escaped)'")
        }
    }
}
