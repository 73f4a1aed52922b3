/// Takes the words after a program's name, one after the other, and says which of them the program reads as code.
struct CodeSearch {
    private let reader: CodeReader
    /// Whether no further word can be code.
    private(set) var isOver = false
    private var next = Next.any
    private var optionsEnded = false
    /// An option has brought code, or has asked for it.
    private var hasCode = false
    /// The last word was an option that may take the next one as its value.
    private var mayBeValue = false
    private var operandCount = 0

    /// What the next word is.
    private enum Next {
        case any, code, value, lastCode, lastValue
    }

    init(reader: CodeReader) {
        self.reader = reader
    }

    /// Takes the next word.
    ///
    /// - Returns: whether it is code, or has code joined to it.
    mutating func take(_ word: String) -> Bool {
        if next != .any {
            defer { next = .any }
            isOver = next == .lastCode || next == .lastValue
            return next == .code || next == .lastCode
        }
        if optionsEnded { return takeOperand() }
        if word == "--" {
            takeDashes()
            return false
        }
        return word.isOption || reader.long.contains(word) ? takeOption(word) : takeOperand()
    }

    private mutating func takeDashes() {
        switch reader.operands {
        case .data: isOver = true
        case .dataThroughout: break
        case .file, .codeIfAsked, .firstIsCode, .codeAfter: optionsEnded = true
        }
    }

    private mutating func takeOption(_ option: String) -> Bool {
        mayBeValue = false
        if reader.long.contains(option) {
            hasCode = true
            next = .code
            return false
        }
        if reader.long.contains(where: { option.hasPrefix("\($0)=") }) {
            hasCode = true
            return true
        }
        if reader.fromFile.contains(where: { option == $0 || option.hasPrefix($0.isLongOption ? "\($0)=" : $0) }) {
            hasCode = true
            next = reader.fromFile.contains(option) ? .value : .any
            return false
        }
        if reader.opens.contains(option) { hasCode = true }
        if reader.longValued.contains(option) { next = .value }
        guard option.isLongOption else { return takeLetters(option.dropFirst()) }
        mayBeValue = next == .any && !option.contains("=") && !reader.flags.contains(option)
        return false
    }

    private mutating func takeLetters(_ letters: Substring) -> Bool {
        for (index, letter) in zip(letters.indices, letters) {
            let isLast = letters.index(after: index) == letters.endIndex
            let endsAll = reader.last.contains(letter)
            if reader.letters.contains(letter) {
                hasCode = true
                // A shell takes further letters as options, any other program as the code; some take both.
                if case .codeIfAsked = reader.operands { continue }
                let codeFollows = letters.last.map(reader.letters.contains) == true
                next = codeFollows ? (endsAll ? .lastCode : .code) : .any
                isOver = endsAll && !codeFollows
                return !isLast
            }
            if endsAll || reader.valued.contains(letter) {
                next = isLast ? (endsAll ? .lastValue : .value) : .any
                isOver = endsAll && !isLast
                return false
            }
            if reader.joined.contains(letter) { return false }
        }
        return false
    }

    private mutating func takeOperand() -> Bool {
        // After an option that is not known here it may be that option's value, and what follows may be anything.
        let isOperand = !mayBeValue
        mayBeValue = false
        operandCount += isOperand ? 1 : 0
        switch reader.operands {
        case .file:
            isOver = isOperand
            return false
        case .codeIfAsked:
            isOver = isOperand
            return hasCode
        case .firstIsCode:
            isOver = isOperand
            return !hasCode
        case .codeAfter(let count):
            optionsEnded = operandCount >= count && isOperand
            return !isOperand || operandCount > count
        case .data, .dataThroughout:
            return hasCode && !reader.opens.isEmpty
        }
    }
}

extension String {
    fileprivate var isOption: Bool { (first == "-" || first == "+") && count > 1 }

    fileprivate var isLongOption: Bool { hasPrefix("--") }
}
