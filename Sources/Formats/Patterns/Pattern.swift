/// A regular expression whose search takes time proportional to the text's length times the pattern's, at most.
///
/// Follows all alternatives in parallel, one character at a time, and visits no state twice (Thompson NFA;
/// <https://swtch.com/~rsc/regexp/regexp1.html>). The expressions of Foundation and of the standard library backtrack, for
/// hours on a hostile text; regcomp(3) accepts back-references, and repetitions that fill the memory.
///
/// The syntax is that of POSIX extended regular expressions, regex(7), where Perl agrees; anything on which they differ
/// is a mistake.
package struct Pattern: Sendable {
    /// Why a text is not a pattern, and where.
    package struct Mistake: Error, Sendable, Equatable {
        /// In Unicode scalars from the beginning.
        package let offset: Int
        /// What is wrong, in lower case.
        package let reason: String
        /// What to do about it; nil where the reason says it.
        package let help: String?
    }

    /// How many characters a pattern may have.
    package static let maximumLength = 1000
    /// A longer text is searched by no pattern, in bytes: as long as a value that is a command's variable.
    package static let longestText = 32 << 10

    /// As it was written.
    package let text: String
    private let search: PatternSearch

    /// Reads a pattern.
    ///
    /// - Parameter text: POSIX extended syntax.
    /// - Throws: the first mistake.
    package init(_ text: String) throws(Mistake) {
        self.text = text
        search = PatternSearch(try PatternProgram(PatternParser.node(of: text)))
    }

    /// Whether the pattern is found anywhere in `text`; never in one over `longestText`.
    package func isFound(in text: String) -> Bool {
        text.utf8.count <= Self.longestText && search.finds(text.unicodeScalars)
    }
}

extension Pattern: CustomStringConvertible {
    /// As it was written.
    package var description: String { text }
}

extension Pattern: Equatable {
    /// Whether both were written in the same way.
    package static func == (left: Self, right: Self) -> Bool {
        left.text.hasBytes(of: right.text)
    }
}
