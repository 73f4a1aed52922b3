/// Reads the text of a pattern.
struct PatternParser {
    /// Groups within groups.
    private static let maximumDepth = 100
    /// RE_DUP_MAX of POSIX.
    private static let mostRepetitions = 255

    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// What the pattern means.
    static func node(of text: String) throws(Pattern.Mistake) -> PatternNode {
        var parser = PatternParser(scalars: Array(text.unicodeScalars.prefix(Pattern.maximumLength + 1)))
        guard parser.scalars.count <= Pattern.maximumLength else {
            throw Pattern.Mistake(
                offset: 0, reason: "it is longer than \(Pattern.maximumLength) characters", help: nil)
        }
        let node = try parser.choice(depth: 0)
        guard parser.next == nil else {
            throw parser.mistake("a ')' without '('", help: "for the character itself write '\\)'")
        }
        return node
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private var next: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private func mistake(_ reason: String, at offset: Int? = nil, help: String? = nil) -> Pattern.Mistake {
        Pattern.Mistake(offset: offset ?? position, reason: reason, help: help)
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func choice(depth: Int) throws(Pattern.Mistake) -> PatternNode {
        guard depth <= Self.maximumDepth else { throw mistake("groups are nested too deeply") }
        var alternatives = [try sequence(depth: depth)]
        while skip("|") { alternatives.append(try sequence(depth: depth)) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence(depth: Int) throws(Pattern.Mistake) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = position
            let node = try atom(scalar, depth: depth)
            let isAnchor = node == .start || node == .end
            guard let (least, most) = try repetition() else {
                nodes.append(node)
                continue
            }
            guard !isAnchor else { throw mistake("'\(scalar)' cannot be repeated", at: start) }
            nodes.append(.repeated(node, least: least, most: most))
            // Perl reads `a+?` and `a++` in other ways, and POSIX in none.
            let end = position
            guard try repetition() == nil else {
                throw mistake("a repetition of a repetition", at: end, help: "put the first one into '(...)'")
            }
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom(_ scalar: Unicode.Scalar, depth: Int) throws(Pattern.Mistake) -> PatternNode {
        let start = position
        position += 1
        switch scalar {
        case ".": return .one(.all)
        case "^": return .start
        case "$": return .end
        case "\\": return .one(try escape(from: start))
        case "[": return .one(try brackets(from: start))
        case "(":
            guard next != "?" else {
                throw mistake("'(?' is not supported", at: start, help: "the only group is '(...)'")
            }
            let node = try choice(depth: depth + 1)
            guard skip(")") else { throw mistake("a '(' without ')'", at: start) }
            return node
        case "*", "+", "?", "{":
            throw mistake(
                "'\(scalar)' repeats nothing", at: start, help: "for the character itself write '\\\(scalar)'")
        default: return .one(ScalarSet([scalar.value...scalar.value]))
        }
    }

    private mutating func escape(from start: Int) throws(Pattern.Mistake) -> ScalarSet {
        guard let scalar = next else { throw mistake("a backslash at the end", at: start) }
        position += 1
        if let ranges = ScalarSet.escapes[scalar] { return ScalarSet(ranges) }
        if let ranges = ScalarSet.escapes[scalar.lowercasedASCII] { return ScalarSet(ranges).inverted }
        guard !("1"..."9").contains(scalar) else {
            throw mistake("back-references are not supported", at: start, help: "a search for one may never end")
        }
        guard scalar.isASCII, scalar.value > 0x20, !scalar.isLetterOrDigit, scalar.value != 0x7F else {
            throw mistake(
                "'\\\(scalar)' means nothing here", at: start,
                help: "expected \\d, \\w, \\s, or an escaped punctuation character such as \\.")
        }
        return ScalarSet([scalar.value...scalar.value])
    }
}

// How often.
extension PatternParser {
    private mutating func repetition() throws(Pattern.Mistake) -> (least: Int, most: Int?)? {
        switch next {
        case "*":
            position += 1
            return (0, nil)
        case "+":
            position += 1
            return (1, nil)
        case "?":
            position += 1
            return (0, 1)
        case "{": return try counted()
        default: return nil
        }
    }

    /// `{2}`, `{2,}`, `{2,5}`.
    private mutating func counted() throws(Pattern.Mistake) -> (least: Int, most: Int?) {
        let start = position
        position += 1
        guard let least = try count() else {
            throw mistake(
                "expected a number after '{'", help: "such as {2}, {2,} or {2,5}; the character itself is '\\{'")
        }
        var most: Int? = least
        if skip(",") { most = try count() }
        guard skip("}") else { throw mistake("a '{' without '}'", at: start) }
        if let most, most < least { throw mistake("the second number is less than the first", at: start) }
        return (least, most)
    }

    private mutating func count() throws(Pattern.Mistake) -> Int? {
        let start = position
        var number = 0
        while let scalar = next, ("0"..."9").contains(scalar) {
            number = number * 10 + Int(scalar.value - 0x30)
            guard number <= Self.mostRepetitions else {
                throw mistake("a number over \(Self.mostRepetitions)", at: start)
            }
            position += 1
        }
        return position > start ? number : nil
    }
}

// `[abc]`.
extension PatternParser {
    private mutating func brackets(from start: Int) throws(Pattern.Mistake) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = skip("^")
        let first = position
        while position == first || next != "]" {
            if let ranges = try characterClass() {
                for range in ranges { set.insert(range) }
            } else {
                set.insert(try range(isFirst: position == first, from: start))
            }
        }
        position += 1
        return isNegated ? set.inverted : set
    }

    /// `a`, or `a-z`.
    private mutating func range(isFirst: Bool, from start: Int) throws(Pattern.Mistake) -> ClosedRange<UInt32> {
        let place = position
        let low = try member(from: start)
        if low == "-", !isFirst, let next, next != "]" {
            throw mistake("a '-' in the middle of brackets", at: place, help: "put it first or last")
        }
        guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
            return low.value...low.value
        }
        position += 1
        let high = try member(from: start)
        guard low.value <= high.value else { throw mistake("a range that goes backwards", at: place) }
        return low.value...high.value
    }

    private mutating func member(from start: Int) throws(Pattern.Mistake) -> Unicode.Scalar {
        guard let scalar = next else { throw mistake("a '[' without ']'", at: start) }
        position += 1
        if scalar == "[", let mark = next, mark == ":" || mark == "." || mark == "=" {
            throw mistake("unexpected '[\(mark)'", at: position - 1, help: "put the '[' last")
        }
        guard scalar == "\\" else { return scalar }
        // A backslash is a character to POSIX and an escape to Perl.
        guard skip("\\") else {
            throw mistake(
                "a backslash in brackets", at: position - 1,
                help: "nothing needs one there; a class is [[:digit:]], a backslash itself '\\\\'")
        }
        return scalar
    }

    /// `[:alpha:]`; nil if something else comes.
    private mutating func characterClass() throws(Pattern.Mistake) -> [ClosedRange<UInt32>]? {
        guard next == "[", position + 1 < scalars.count, scalars[position + 1] == ":" else { return nil }
        let start = position
        let name = scalars[(position + 2)...].prefix { ("a"..."z").contains($0) }
        let end = scalars[name.endIndex...].prefix(2)
        guard Array(end) == [":", "]"], let ranges = ScalarSet.classes[String(String.UnicodeScalarView(name))] else {
            throw mistake(
                "an unknown class", at: start,
                help: "such as [:\(ScalarSet.classes.keys.sorted().joined(separator: ":] [:")):]")
        }
        position = end.endIndex
        return ranges
    }
}

extension Unicode.Scalar {
    fileprivate var isLetterOrDigit: Bool {
        ("0"..."9").contains(self) || ("a"..."z").contains(lowercasedASCII)
    }

    fileprivate var lowercasedASCII: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) | 0x20) : self
    }
}
