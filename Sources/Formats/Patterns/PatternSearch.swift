/// A pattern made ready to be searched for: what may follow on each of its characters, worked out once.
///
/// For each character of a text, a search joins the sets of what may follow: at most as many joins as the pattern has
/// characters, each a few instructions of the processor.
struct PatternSearch: Sendable {
    /// Characters of the pattern that a text may be at, all at once; the last bit says that the pattern was found.
    private typealias Places = SIMD8<UInt64>

    /// Where a text is.
    private struct Surroundings {
        var isStart = false
        var isEnd = false
    }

    private let sets: [ScalarSet]
    /// For each character of ASCII the places whose set has it.
    private let accepting: [Places]
    /// What follows on each place, and then the same for the end of the text.
    private var following: [Places] = []
    /// Where the pattern may begin: at the start of the text, after it, at the end, and in an empty text.
    private let first: Places
    private let later: Places
    private let last: Places
    private let only: Places

    /// Makes a pattern ready.
    init(_ program: PatternProgram) {
        sets = program.sets
        accepting = Self.accepting(program.sets)
        first = Self.places(from: 0, of: program, at: Surroundings(isStart: true))
        later = Self.places(from: 0, of: program, at: Surroundings())
        last = Self.places(from: 0, of: program, at: Surroundings(isEnd: true))
        only = Self.places(from: 0, of: program, at: Surroundings(isStart: true, isEnd: true))
        for isEnd in [false, true] {
            for (step, kind) in program.steps.enumerated() {
                guard case .take = kind else { continue }
                following.append(Self.places(from: step + 1, of: program, at: Surroundings(isEnd: isEnd)))
            }
        }
    }

    /// Whether the pattern is found anywhere in the text.
    func finds(_ text: some Sequence<Unicode.Scalar>) -> Bool {
        var iterator = text.makeIterator()
        var next = iterator.next()
        var places = next == nil ? only : first
        while let scalar = next, !places.areFound {
            next = iterator.next()
            let shift = next == nil ? sets.count : 0
            let taken = places & accepting(scalar.value)
            places = next == nil ? last : later
            for index in 0..<Places.scalarCount {
                var bits = taken[index]
                while bits != 0 {
                    places |= following[shift + index * 64 + bits.trailingZeroBitCount]
                    bits &= bits - 1
                }
            }
        }
        return places.areFound
    }

    private static func accepting(_ sets: [ScalarSet]) -> [Places] {
        var accepting = Array(repeating: Places(), count: 128)
        for (position, set) in sets.enumerated() {
            for value in set.ofASCII { accepting[Int(value)].insert(position) }
        }
        return accepting
    }

    private func accepting(_ value: UInt32) -> Places {
        value < 128 ? accepting[Int(value)] : Self.places(of: sets, accepting: value)
    }

    private static func places(of sets: [ScalarSet], accepting value: UInt32) -> Places {
        var places = Places()
        for (position, set) in sets.enumerated() where set.contains(value) { places.insert(position) }
        return places
    }

    /// The places that can be reached from a step without taking a character.
    private static func places(
        from start: Int, of program: PatternProgram, at surroundings: Surroundings
    ) -> Places {
        var places = Places()
        var looked = Array(repeating: false, count: program.steps.count)
        var open = [start]
        while let step = open.popLast() {
            guard !looked[step] else { continue }
            looked[step] = true
            switch program.steps[step] {
            case .take(let position): places.insert(position)
            case .fork(let one, let other): open += [one, other]
            case .jump(let target): open.append(target)
            case .atStart: if surroundings.isStart { open.append(step + 1) }
            case .atEnd: if surroundings.isEnd { open.append(step + 1) }
            case .found: places.insert(PatternProgram.maximumTakes)
            }
        }
        return places
    }
}

extension SIMD8<UInt64> {
    fileprivate mutating func insert(_ position: Int) {
        self[position / 64] |= 1 << UInt64(position % 64)
    }

    fileprivate var areFound: Bool {
        self[PatternProgram.maximumTakes / 64] >> UInt64(PatternProgram.maximumTakes % 64) & 1 == 1
    }
}
