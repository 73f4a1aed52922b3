/// A line of words, and the block that it opens, if any.
struct Directive {
    /// The first word.
    let name: Token
    /// The others, without braces.
    let words: [Token]
    var block: Block?
}

/// What is between braces.
struct Block {
    let opening: Token
    /// In the order of the file.
    var directives: [Directive]
}
