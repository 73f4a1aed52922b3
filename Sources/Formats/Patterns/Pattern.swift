/// A regular expression that cannot run away: a search takes no longer than the text's length times the pattern's,
/// whatever stands in either.
///
/// All ways through the pattern are gone at once, one character after the other, and none is gone twice (K. Thompson
/// 1968; <https://swtch.com/~rsc/regexp/regexp1.html>). That is why it is here: the expressions of Foundation and of the
/// standard library go back and try again, for hours if a text is made for it, and regcomp(3) takes back-references and
/// repetitions that fill the memory.
///
/// The syntax is that of POSIX extended regular expressions, regex(7), as far as Perl's reads it in the same way; what
/// they read in different ways is a mistake.
package struct Pattern: Sendable {
    /// Why a text is no pattern, and where.
    package struct Mistake: Error, Sendable, Equatable {
        /// How many characters (Unicode scalars) stand before the place.
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
