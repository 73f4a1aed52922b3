/// A line of words, and the block that it opens, if any.
struct Directive {
    /// The first word.
    let name: Token
    /// The others; neither brace is among them.
    let words: [Token]
    /// What stands between its braces.
    var block: Block?
}

/// What stands between braces.
struct Block {
    /// The opening brace.
    let opening: Token
    /// In the order of the file.
    var directives: [Directive]
}
