/// The table of the configuration language: every directive, where it may stand, and what it takes.
///
/// The checker, the manual's test and `help` read it.
package enum Vocabulary {
    /// Where a directive may stand.
    package enum Place: String, Sendable, CaseIterable {
        /// Outside of all blocks.
        case top
        /// Between the braces of `endpoint`.
        case endpoint
        /// Between the braces of `on`.
        case hook
        /// Between the braces of `provider custom`.
        case provider
    }

    /// Whether a directive opens a block.
    package enum BlockUse: Sendable {
        /// Never.
        case none
        /// In one of its forms.
        case optional
        /// Always.
        case required
    }

    /// One way to write a directive.
    package struct Form: Sendable {
        /// What tells it from the other forms; empty for the plain one.
        package let key: String
        /// What follows the directive's name: words in capitals are to be replaced.
        package let arguments: String

        init(_ arguments: String, key: String = "") {
            self.arguments = arguments
            self.key = key
        }
    }

    /// One directive.
    package struct Entry: Sendable {
        /// Its first word.
        package let name: String
        /// Where it may stand; at least one place.
        package let places: [Place]
        /// The ways to write it; at least one.
        package let forms: [Form]
        /// Whether one block may have it several times.
        package let isRepeatable: Bool
        /// Whether it opens a block.
        package let block: BlockUse
        /// What holds without it, as it would be written; nil where there is no such thing.
        package let defaultArguments: String?
        /// What it is for, in one line.
        package let help: String

        init<Name: BlockDirective>(
            _ name: Name, and inEndpoint: EndpointDirective? = nil, forms: [Form], repeats: Bool = false,
            block: BlockUse = .none, default defaultArguments: String? = nil, help: String
        ) {
            self.name = name.rawValue
            places = [Name.place] + (inEndpoint == nil ? [] : [.endpoint])
            self.forms = forms
            self.isRepeatable = repeats
            self.block = block
            self.defaultArguments = defaultArguments
            self.help = help
        }

        /// The forms as they are written: `secret file PATH | secret env NAME`.
        package var usage: String { usage(of: forms) }

        /// The form that begins with `word`, or all as above if there is none.
        func usage(beginningWith word: String?) -> String {
            let meant = forms.filter { !$0.key.isEmpty && $0.key == word }
            return meant.isEmpty ? usage : usage(of: meant)
        }

        private func usage(of shown: [Form]) -> String {
            shown.map { $0.arguments.isEmpty ? name : "\(name) \($0.arguments)" }.joined(separator: " | ")
        }
    }

    /// All directives, by place, in the order of the manual.
    package static let entries = top + endpoint + hook + provider

    /// The directive of that name that may stand there; nil if there is none.
    package static func entry(_ name: String, in place: Place) -> Entry? {
        index[place]?[name]
    }

    /// The names that may stand there, in the order of the manual.
    package static func names(in place: Place) -> [String] {
        entries.filter { $0.places.contains(place) }.map(\.name)
    }

    /// Whether a directive of that name opens a block in one of its forms; an unknown one might.
    static func mayOpenBlock(_ name: String) -> Bool {
        let known = entries.filter { $0.name == name }
        return known.isEmpty || known.contains { $0.block != .none }
    }

    private static let index: [Place: [String: Entry]] = Dictionary(
        uniqueKeysWithValues: Place.allCases.map { place in
            let here = entries.filter { $0.places.contains(place) }
            return (place, Dictionary(here.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
        })
}
