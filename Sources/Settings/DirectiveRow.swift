import Formats
import Values

/// A directive of one kind of block: its name, how it is read, and how it is written.
///
/// Every row needs a reader and a writer. A simple directive is a key path and the kind of its arguments.
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

    /// A directive that sets one property.
    static func setting<Value>(
        _ name: String, _ property: any WritableKeyPath<Block.Value, Value> & Sendable, _ kind: ArgumentKind<Value>,
        help: String, isRequired: Bool = false, isShown: @escaping @Sendable (Block.Value) -> Bool = { _ in true }
    ) -> Self {
        Self(
            name: name, forms: kind.forms, help: help, isRequired: isRequired, isShown: isShown,
            read: { block, arguments in kind.read(&arguments).map { block.value[keyPath: property] = $0 } },
            write: { value in kind.text(value[keyPath: property]).map { [$0] } ?? [] })
    }

    /// A directive that sets one property, which is nil without it.
    static func optional<Value>(
        _ name: String, _ property: any WritableKeyPath<Block.Value, Value?> & Sendable, _ kind: ArgumentKind<Value>,
        help: String
    ) -> Self {
        .setting(name, property, kind.optional, help: help)
    }
}

// Directives that are valid both outside of all blocks and in an endpoint.
extension DirectiveRow {
    static func maxPending(_ property: any WritableKeyPath<Block.Value, Int?> & Sendable) -> Self {
        .optional("max-pending", property, .count, help: "pending runs above which requests are rejected")
    }

    static func allow(_ property: any WritableKeyPath<Block.Value, [Network]> & Sendable) -> Self {
        networks("allow", property, help: "the only clients that may send")
    }

    static func deny(_ property: any WritableKeyPath<Block.Value, [Network]> & Sendable) -> Self {
        networks("deny", property, help: "clients that may not send")
    }

    private static func networks(
        _ name: String, _ property: any WritableKeyPath<Block.Value, [Network]> & Sendable, help: String
    ) -> Self {
        Self(
            name: name, forms: ["NETWORK..."], help: help, isRepeatable: true,
            read: { block, arguments in block.value[keyPath: property] += arguments.networks() },
            write: { value in
                let networks = value[keyPath: property]
                return networks.isEmpty ? [] : [networks.map(\.description).joined(separator: " ")]
            })
    }

    /// `Include` has replaced it by the content of its files; one with a block has been reported.
    static var include: Self {
        Self(
            name: "include", forms: ["GLOB"], help: "read more files in place of this line", isRepeatable: true,
            read: { _, arguments in arguments.skipAll() }, write: { _ in [] })
    }
}
