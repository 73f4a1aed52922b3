/// Makes a value of the directives of one kind of block.
protocol DirectiveBlock: SendableMetatype {
    /// What the block means; complete only if no mistake was found.
    associatedtype Value: Sendable

    static var table: DirectiveTable<Self> { get }
    var value: Value { get set }
    var context: ParseContext { get }
    /// The directives that were read.
    var given: GivenDirectives { get set }
}

extension DirectiveBlock {
    var findings: Findings { context.findings }

    /// Reads the directives of a block, those called `first` before the others.
    mutating func read(_ directives: [Directive], of title: String?, first: String? = nil) {
        let known = context.known(directives, in: Self.table, of: title)
        for (row, directive) in known where row.name == first { read(row, directive) }
        for (row, directive) in known where row.name != first { read(row, directive) }
    }

    /// Reads one directive.
    mutating func read(_ row: DirectiveRow<Self>, _ directive: Directive) {
        var arguments = Arguments(of: directive, in: Self.table.place, context: context)
        row.read(&self, &arguments)
        arguments.end()
        given.note(directive, as: row.name, hasFailed: arguments.hasFailed)
    }
}

/// The directives of a block that have been read, for checks that need several of them.
struct GivenDirectives {
    private var directives: [String: Directive] = [:]
    private var failed: Set<String> = []

    /// The first directive of that name, whether or not it has a mistake.
    subscript(name: String) -> Directive? { directives[name] }

    /// The first directive of that name; nil if one of them has a mistake.
    func valid(_ name: String) -> Directive? { failed.contains(name) ? nil : directives[name] }

    mutating func note(_ directive: Directive, as name: String, hasFailed: Bool) {
        if directives[name] == nil { directives[name] = directive }
        if hasFailed { failed.insert(name) }
    }
}
