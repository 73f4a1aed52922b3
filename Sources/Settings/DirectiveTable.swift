/// The directives of one kind of block, in the order of the manual.
struct DirectiveTable<Block: DirectiveBlock>: Sendable {
    let place: Vocabulary.Place
    let rows: [DirectiveRow<Block>]
    let entries: [Vocabulary.Entry]
    private let index: [String: Int]

    /// - Parameters:
    ///   - place: where these directives are valid.
    ///   - defaults: the value of a block without any directive.
    ///   - rows: the directives, each with a unique name.
    init(_ place: Vocabulary.Place, defaults: Block.Value, _ rows: [DirectiveRow<Block>]) {
        self.place = place
        self.rows = rows
        index = Dictionary(uniqueKeysWithValues: rows.indices.map { (rows[$0].name, $0) })
        entries = rows.map { row in
            Vocabulary.Entry(
                name: row.name, places: [place], forms: row.forms, isRepeatable: row.isRepeatable, block: row.block,
                defaultArguments: row.isRequired ? nil : row.write(defaults).first, help: row.help)
        }
    }

    /// The directive of that name; nil if there is none.
    subscript(name: String) -> DirectiveRow<Block>? { index[name].map { rows[$0] } }

    /// The lines of a block with this value, blocks within it last.
    func lines(of value: Block.Value) -> [String] {
        let lines = rows.flatMap { $0.lines(of: value) }
        return lines.filter { !$0.hasSuffix("\n}") } + lines.filter { $0.hasSuffix("\n}") }
    }

    /// The same between braces.
    func block(of value: Block.Value) -> String {
        let lines = lines(of: value).flatMap { $0.split(separator: "\n") }
        return "{\n" + lines.map { "    \($0)\n" }.joined() + "}"
    }
}
