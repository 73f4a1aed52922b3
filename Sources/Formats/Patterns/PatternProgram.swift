/// A pattern as steps, repetitions written out.
struct PatternProgram {
    /// One step; numbers are the positions of steps.
    enum Step {
        /// Take one character of the set at this position.
        case take(Int)
        /// Continue at both.
        case fork(Int, Int)
        /// Continue there.
        case jump(Int)
        /// Continue at the beginning of the text only.
        case atStart
        /// Continue at the end of the text only.
        case atEnd
        /// The pattern was found.
        case found
    }

    /// How many steps may take a character: they have to be a search's bits.
    static let maximumTakes = 500
    /// How many steps there may be in all.
    static let maximumSteps = 2000

    private(set) var steps: [Step] = []
    private(set) var sets: [ScalarSet] = []

    /// Throws if the program is too long.
    init(_ node: PatternNode) throws(Pattern.Mistake) {
        // Counted first: a few repetitions of repetitions would fill the memory.
        let size = node.size
        guard size.takes <= Self.maximumTakes, size.steps < Self.maximumSteps else {
            throw Pattern.Mistake(
                offset: 0, reason: "it is too long with its repetitions expanded",
                help: "at most \(Self.maximumTakes) characters, a{5} counts as five")
        }
        append(node)
        steps.append(.found)
    }

    private mutating func append(_ node: PatternNode) {
        switch node {
        case .one(let set):
            steps.append(.take(sets.count))
            sets.append(set)
        case .start: steps.append(.atStart)
        case .end: steps.append(.atEnd)
        case .sequence(let nodes):
            for node in nodes { append(node) }
        case .choice(let nodes): append(choiceOf: nodes)
        case .repeated(let node, let least, nil): append(node, atLeast: least)
        case .repeated(let node, let least, let most?):
            for _ in 0..<least { append(node) }
            appendOptional(node, times: most - least)
        }
    }

    private mutating func append(choiceOf nodes: [PatternNode]) {
        var jumps: [Int] = []
        for (position, node) in nodes.enumerated() {
            let fork = steps.count
            let isLast = position == nodes.count - 1
            if !isLast { steps.append(.jump(0)) }
            append(node)
            guard !isLast else { break }
            jumps.append(steps.count)
            steps.append(.jump(0))
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    private mutating func append(_ node: PatternNode, atLeast least: Int) {
        for _ in 0..<max(0, least - 1) { append(node) }
        let start = steps.count
        if least == 0 { steps.append(.jump(0)) }
        append(node)
        if least == 0 {
            steps.append(.jump(start))
            steps[start] = .fork(start + 1, steps.count)
        } else {
            steps.append(.fork(start, steps.count + 1))
        }
    }

    private mutating func appendOptional(_ node: PatternNode, times: Int) {
        var forks: [Int] = []
        for _ in 0..<times {
            forks.append(steps.count)
            steps.append(.jump(0))
            append(node)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }
}

extension PatternNode {
    /// How many steps a node makes.
    fileprivate struct Size {
        /// In all.
        var steps: Int
        /// Those that take a character.
        var takes: Int

        static func + (left: Self, right: Self) -> Self {
            Size(steps: left.steps + right.steps, takes: left.takes + right.takes)
        }

        static func * (size: Self, times: Int) -> Self {
            Size(steps: size.steps * times, takes: size.takes * times)
        }
    }

    /// How many steps it makes; over the limits where it makes too many.
    fileprivate var size: Size {
        let size =
            switch self {
            case .one: Size(steps: 1, takes: 1)
            case .start, .end: Size(steps: 1, takes: 0)
            case .sequence(let nodes): nodes.reduce(Size(steps: 0, takes: 0)) { $0 + $1.size }
            case .choice(let nodes): nodes.reduce(Size(steps: 0, takes: 0)) { $0 + $1.size + Size(steps: 2, takes: 0) }
            case .repeated(let node, let least, nil): node.size * max(1, least) + Size(steps: 2, takes: 0)
            case .repeated(let node, let least, let most?):
                node.size * most + Size(steps: most - least, takes: 0)
            }
        // So that sums with its surroundings cannot overflow.
        return Size(
            steps: min(size.steps, PatternProgram.maximumSteps), takes: min(size.takes, PatternProgram.maximumTakes + 1)
        )
    }
}
