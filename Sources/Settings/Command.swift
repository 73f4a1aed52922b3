import Formats
import Values

/// Reads the words of `run`, and checks what can be known of the command before it runs.
struct Command {
    let context: ParseContext
    /// Prefix of the variables that hold the payload's values; nil if there are none.
    var variables: String? = "PAYLOAD"
    private var findings: Findings { context.findings }

    /// Nil without a word, and after a mistake that leaves none.
    func template(_ tokens: [Token]) -> CommandTemplate? {
        guard let program = tokens.first else { return nil }
        let words = tokens.map { CommandTemplate.Word($0.text) }
        checkNul(tokens)
        checkScript(tokens, words)
        checkRisks(tokens, words)
        checkShellSyntax(tokens)
        guard case .text(let name) = words[0].parts.first, words[0].parts.count == 1 else {
            findings.error(
                "a placeholder cannot name the program", at: program.span,
                help: "the payload would choose what is run; name a program, and pass the value as an argument")
            return nil
        }
        guard !name.isEmpty else {
            findings.error("the program's name is empty", at: program.span, help: "usage: run COMMAND...")
            return nil
        }
        guard name.contains("/") else { return CommandTemplate(words: words) }
        let path = context.resolved(name, in: program.span.source)
        return CommandTemplate(words: [CommandTemplate.Word(path.withoutPlaceholders)] + words.dropFirst())
    }

    /// Warns of a program that could not be started now. It may be installed later, so this is only a warning.
    ///
    /// - Parameters:
    ///   - token: the program.
    ///   - searchPath: the command's own PATH; nil for the daemon's.
    ///   - directory: its working directory; nil for the daemon's.
    func checkProgram(_ token: Token, path searchPath: String?, directory: String? = nil) {
        let name = token.text.replacing("\\{", with: "{")
        guard !name.isEmpty, !name.utf8.contains(0) else { return }
        guard name.contains("/") else { return checkLookup(of: token, name, searchPath, directory) }
        let path = context.resolved(name, in: token.span.source)
        switch context.status(path) {
        case .failure(let problem):
            let isHome = name.hasPrefix("~")
            findings.warning(
                "program \(token.shown(as: path)): \(problem)", at: token.span,
                help: isHome ? "'~' is not expanded: write the whole path" : "every attempt fails until it exists"
            )
        case .success(let status) where status.isDirectory:
            findings.warning(
                "program \(token.shown(as: path)): this is a directory", at: token.span, help: "name a program in it")
        case .success(let status) where !status.isExecutable:
            findings.warning(
                "program \(token.shown(as: path)): not executable", at: token.span,
                help: "chmod +x \(token.shown(as: path))")
        case .success(let status):
            checkContent(of: path, status, token)
        }
    }

    /// A relative directory of PATH begins at the command's working directory, as for execvp(3).
    private func checkLookup(of token: Token, _ name: String, _ searchPath: String?, _ directory: String?) {
        let path = searchPath ?? context.environment["PATH"] ?? CommandTemplate.defaultSearchPath
        var isUnknown = false
        for part in path.split(separator: ":") {
            let file = "\(part.hasPrefix("/") ? "" : directory.map { "\($0)/" } ?? "")\(part)/\(name)"
            switch context.status(file) {
            case .success(let status) where !status.isDirectory && status.isExecutable:
                return checkContent(of: file, status, token)
            // The daemon's user may be allowed to look there.
            case .failure(.denied): isUnknown = true
            case .success, .failure: continue
            }
        }
        guard !isUnknown else { return }
        findings.warning(
            "program \(token.shown) not found in PATH", at: token.span,
            help: "for a program next to this file write './\(name)'")
    }

    /// Warns of a program that others can change, and of a script that an editor on Windows has saved.
    private func checkContent(of path: String, _ status: FileSource.Status, _ token: Token) {
        let shown = token.shown(as: path)
        if status.ownership.faults(trusting: []).contains(.writableByOthers) {
            findings.warning(
                "program \(shown) is writable by all users (mode \(status.ownership.modeText))",
                at: token.span, help: "chmod o-w \(shown)")
        }
        let line = context.firstLine(path)
        guard line.starts(with: "#!".utf8), line.last == .carriageReturn else { return }
        findings.warning(
            "program \(shown): the first line ends in CR LF, so the interpreter is not found", at: token.span,
            help: #"convert it with dos2unix, or with: sed -i 's/\r$//' \#(shown)"#)
    }

    private func checkNul(_ tokens: [Token]) {
        for token in tokens where token.text.utf8.contains(0) {
            findings.error("NUL byte in a command", at: token.span, help: "an argument cannot contain one")
        }
    }

    private func checkScript(_ tokens: [Token], _ words: [CommandTemplate.Word]) {
        for (position, interpreter) in ScriptWords(in: tokens.map(\.text)).readers.sorted(by: { $0.key < $1.key }) {
            for (index, part) in words[position].parts.enumerated() {
                guard case .field(let field) = part else { continue }
                let isVariable = index > 0 && words[position].parts[index - 1].endsInDollar
                report(field, isVariable: isVariable, in: tokens[position], of: interpreter)
            }
        }
    }

    private func checkRisks(_ tokens: [Token], _ words: [CommandTemplate.Word]) {
        for found in RiskyArgument.found(in: tokens.map(\.text)) {
            let token = tokens[found.position]
            let word = found.start.map { CommandTemplate.Word(String(token.text.dropFirst($0))) }
            let field = word.map { $0.parts.first?.field } ?? words[found.position].fields.first
            guard let field else { continue }
            let name = field.description.dropFirst()
            findings.warning(
                "placeholder '{\(name)}': \(found.row.risk)", at: token.place(of: ["{\(name)}", "{.\(name)}"]),
                help: found.row.help)
        }
    }

    private func report(_ field: FieldPath, isVariable: Bool, in token: Token, of interpreter: String) {
        let name = String(field.description.dropFirst())
        let remedy =
            variables.map { "use the variable \(field.variableName(behind: $0)) in the script instead" }
            ?? #"use "$1" in the script instead, and pass the value after the script: sh {\#(name)}"#
        let help = isVariable ? #"for the variable write '$\{\#(name)}' or '$\#(name)'"# : remedy
        findings.error(
            "placeholder '{\(name)}' is inside the script of '\(interpreter)', which would run its value",
            at: token.place(of: ["{\(name)}", "{.\(name)}"]), help: help)
    }

    /// Warns of shell syntax, which is passed to the program.
    private func checkShellSyntax(_ tokens: [Token]) {
        let marks = ["|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "2>&1", "&>"]
        for token in tokens.dropFirst() where !token.isQuoted {
            guard marks.contains(token.text) || token.text.isShellVariable else { continue }
            findings.warning(
                "\(token.shown) is passed literally: 'run' uses no shell", at: token.span,
                help: #"write run sh -c "..." to use one, or quote the word"#)
        }
    }
}

extension Token {
    /// The place of the first of these texts in the word as the file has it; the whole word if there is none.
    fileprivate func place(of texts: [String]) -> Span {
        let bytes = span.source.bytes[span.range]
        let found = texts.lazy.compactMap { bytes.firstRange(of: Array($0.utf8)) }.first
        return found.map { Span(source: span.source, range: $0) } ?? span
    }
}

extension CommandTemplate.Word.Part {
    fileprivate var field: FieldPath? {
        if case .field(let field) = self { field } else { nil }
    }

    fileprivate var endsInDollar: Bool {
        guard case .text(let text) = self else { return false }
        return text.hasSuffix("$")
    }
}

extension String {
    /// `$NAME`.
    fileprivate var isShellVariable: Bool { first == "$" && String(dropFirst()).isVariableName }

    /// The text as the source of a template's word that holds no placeholder: a directory may have a brace in its name.
    fileprivate var withoutPlaceholders: String { replacing("{", with: "\\{") }
}
