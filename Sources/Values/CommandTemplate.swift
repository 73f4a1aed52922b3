package import Formats

/// The words of a `run` directive, with placeholders for payload values.
package struct CommandTemplate: Sendable, Equatable {
    /// One argument: text and fields, joined without any splitting or globbing.
    package struct Word: Sendable, Equatable {
        package enum Part: Sendable, Equatable {
            case text(String)
            /// Replaced by the payload's value.
            case field(FieldPath)
        }

        /// In order; neighbouring texts are one.
        package let parts: [Part]

        package init(parts: [Part]) {
            self.parts = parts
        }

        /// Reads `{name}`, `{.a.b}` and `{.a[0]}` as fields; `\{` is a brace, and any other brace is text.
        package init(_ source: String) {
            var parts: [Part] = []
            var text = ""
            var rest = source[...]
            while let first = rest.first {
                if rest.hasPrefix("\\{") {
                    text += "{"
                    rest = rest.dropFirst(2)
                } else if first == "{", let end = rest.firstIndex(of: "}"),
                    let path = FieldPath(rest[rest.index(after: rest.startIndex)..<end])
                {
                    if !text.isEmpty { parts.append(.text(text)) }
                    text = ""
                    parts.append(.field(path))
                    rest = rest[rest.index(after: end)...]
                } else {
                    text.append(first)
                    rest = rest.dropFirst()
                }
            }
            if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
            self.parts = parts
        }

        package var fields: [FieldPath] {
            parts.compactMap { part in
                guard case .field(let path) = part else { return nil }
                return path
            }
        }

        /// Whether the configuration itself begins with `-`: then an option is intended.
        package var beginsWithDash: Bool {
            guard case .text(let text) = parts.first else { return false }
            return text.hasFirstBytes(of: "-")
        }
    }

    /// The program and its arguments; at least one word.
    package let words: [Word]

    package init(words: [Word]) {
        self.words = words
    }
}

extension CommandTemplate: CustomStringConvertible {
    /// For people, without quotes.
    package var description: String {
        words.map(\.description).joined(separator: " ")
    }
}

extension CommandTemplate.Word: CustomStringConvertible {
    /// The word with its fields in braces.
    package var description: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .field(let path): "{\(path)}"
            }
        }.joined()
    }
}

extension CommandTemplate {
    /// Where programs are searched when `PATH` is not set.
    package static let defaultSearchPath = "/usr/local/bin:/usr/bin:/bin"
}
