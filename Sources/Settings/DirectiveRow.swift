import Formats
import Values

/// A directive of one kind of block: how it is called, how it is read, and how it is written.
///
/// There is no row without a reader and a writer. A simple directive is a key path and the kind of its arguments.
struct DirectiveRow<Block: DirectiveBlock>: Sendable {
    let name: String
    let forms: [String]
    let help: String
    var isRepeatable = false
    var block = Vocabulary.BlockUse.none
    /// Whether nothing holds without it, whatever the block's value begins with.
    var isRequired = false
    /// Whether a block with this value has it at all.
    var isShown: @Sendable (Block.Value) -> Bool = { _ in true }
    /// What a comment says of a value that the directive does not show.
    var comment: @Sendable (Block.Value) -> String? = { _ in nil }
    /// Takes the arguments.
    let read: @Sendable (inout Block, inout Arguments) -> Void
    /// The arguments of each such directive of a block with this value.
    let write: @Sendable (Block.Value) -> [String]

    /// The lines of a block with this value.
    func lines(of value: Block.Value) -> [String] {
        guard isShown(value) else { return [] }
        return write(value).map { $0.isEmpty ? name : "\(name) \($0)" } + (comment(value).map { ["# \($0)"] } ?? [])
    }

    /// A property that always has a value.
    static func setting<Value>(
        _ name: String, _ property: any WritableKeyPath<Block.Value, Value> & Sendable, _ kind: ArgumentKind<Value>,
        help: String, isRequired: Bool = false, isShown: @escaping @Sendable (Block.Value) -> Bool = { _ in true }
    ) -> Self {
        Self(
            name: name, forms: kind.forms, help: help, isRequired: isRequired, isShown: isShown,
            read: { block, arguments in kind.read(&arguments).map { block.value[keyPath: property] = $0 } },
            write: { value in kind.text(value[keyPath: property]).map { [$0] } ?? [] })
    }

    /// A property that is nil without the directive.
    static func optional<Value>(
        _ name: String, _ property: any WritableKeyPath<Block.Value, Value?> & Sendable, _ kind: ArgumentKind<Value>,
        help: String
    ) -> Self {
        Self(
            name: name, forms: kind.forms, help: help,
            read: { block, arguments in kind.read(&arguments).map { block.value[keyPath: property] = $0 } },
            write: { value in value[keyPath: property].flatMap(kind.text).map { [$0] } ?? [] })
    }

    /// A property that is true if the directive is there, with this word after its name.
    static func flag(
        _ name: String, _ property: any WritableKeyPath<Block.Value, Bool> & Sendable, word: String? = nil, help: String
    ) -> Self {
        Self(
            name: name, forms: [word ?? ""], help: help,
            read: { block, arguments in
                block.value[keyPath: property] = word.map { arguments.choice(of: [$0]) != nil } ?? true
            },
            write: { value in value[keyPath: property] ? [word ?? ""] : [] })
    }

    /// A list to which each such directive adds.
    static func list<Element>(
        _ name: String, _ property: any WritableKeyPath<Block.Value, [Element]> & Sendable,
        _ kind: ArgumentKind<[Element]>, help: String
    ) -> Self {
        Self(
            name: name, forms: kind.forms, help: help, isRepeatable: true,
            read: { block, arguments in
                kind.read(&arguments).map { block.value[keyPath: property] += $0 }
            },
            write: { value in kind.text(value[keyPath: property]).map { [$0] } ?? [] })
    }
}

// Directives that stand outside of all blocks and in an endpoint.
extension DirectiveRow {
    static func maxPending(_ property: any WritableKeyPath<Block.Value, Int?> & Sendable) -> Self {
        .optional("max-pending", property, .count, help: "pending runs above which requests are rejected")
    }

    static func allow(_ property: any WritableKeyPath<Block.Value, [Network]> & Sendable) -> Self {
        .list("allow", property, .networks, help: "the only clients that may send")
    }

    static func deny(_ property: any WritableKeyPath<Block.Value, [Network]> & Sendable) -> Self {
        .list("deny", property, .networks, help: "clients that may not send")
    }

    /// `Include` has replaced it by what its files hold; one with a block has been reported.
    static var include: Self {
        Self(
            name: "include", forms: ["GLOB"], help: "read more files, as if they stood here", isRepeatable: true,
            read: { _, arguments in arguments.skipAll() }, write: { _ in [] })
    }
}
