/// What waits to be written in groups: all that arrives while one group is written goes into the next. Pure.
///
/// Its owner writes one group a turn, and each turn is a block of its own on the owner's queue. So any other block there
/// waits for one group at most, however fast elements arrive.
struct GroupLine<Element> {
    private var waiting: [Element] = []
    private var hasTurn = false

    /// How many elements wait.
    var count: Int { waiting.count }

    /// Adds an element; returns whether its owner has to schedule a turn.
    mutating func add(_ element: Element) -> Bool {
        waiting.append(element)
        defer { hasTurn = true }
        return !hasTurn
    }

    /// Takes the group of a turn, as many elements as `length` says of those that wait.
    mutating func takeGroup(_ length: ([Element]) -> Int) -> [Element] {
        let group = Array(waiting.prefix(length(waiting)))
        waiting.removeFirst(group.count)
        return group
    }

    /// Ends a turn; returns whether its owner has to schedule another.
    mutating func endTurn() -> Bool {
        hasTurn = !waiting.isEmpty
        return hasTurn
    }
}
