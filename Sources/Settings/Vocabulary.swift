/// The table of the configuration language: every directive, where it is valid, and its arguments.
///
/// Each kind of block has its rows beside its reader: `GlobalBlock+Rows.swift` and its neighbours.
enum Vocabulary {
    /// Where a directive is valid.
    enum Place: String, Sendable, CaseIterable {
        /// Outside of all blocks.
        case top
        case endpoint
        /// The block of `on`.
        case hook
        /// The block of `provider custom`.
        case provider
    }

    /// Whether a directive opens a block: `optional` means in one of its forms.
    enum BlockUse: Sendable {
        case none, optional, required
    }

    /// One directive, apart from how it is read and written.
    struct Entry: Sendable {
        let name: String
        /// At least one.
        var places: [Place]
        /// What may follow the name; words in capitals are to be replaced. At least one form.
        let forms: [String]
        /// Whether one block may have it several times.
        let isRepeatable: Bool
        let block: BlockUse
        /// What holds without it, as it would be written; nil if nothing does.
        let defaultArguments: String?
        /// What it is for, in one line.
        let help: String

        /// The forms as they are written: `secret file PATH | secret env NAME`.
        var usage: String { usage(of: forms) }

        /// The forms that begin with `word`, or all if there are none.
        func usage(beginningWith word: String?) -> String {
            let meant = forms.filter { form in word.map { form == $0 || form.hasPrefix("\($0) ") } ?? false }
            return meant.isEmpty ? usage : usage(of: meant)
        }

        private func usage(of shown: [String]) -> String {
            shown.map { $0.isEmpty ? name : "\(name) \($0)" }.joined(separator: " | ")
        }
    }

    /// All directives, in the order of the manual. One that is valid in two places has one entry.
    static let entries: [Entry] = {
        var entries = tables[0]
        for entry in tables.dropFirst().joined() {
            if let same = entries.firstIndex(where: { $0.name == entry.name && $0.help == entry.help }) {
                entries[same].places += entry.places
            } else {
                entries.append(entry)
            }
        }
        return entries
    }()

    static func entry(_ name: String, in place: Place) -> Entry? {
        index[place]?[name]
    }

    /// In the order of the manual.
    static func names(in place: Place) -> [String] {
        entries.filter { $0.places.contains(place) }.map(\.name)
    }

    /// Whether a directive of that name opens a block in one of its forms; an unknown one might.
    static func mayOpenBlock(_ name: String) -> Bool {
        let known = entries.filter { $0.name == name }
        return known.isEmpty || known.contains { $0.block != .none }
    }

    private static let tables = [
        GlobalBlock.table.entries, EndpointBlock.table.entries, HookBlock.table.entries,
        CustomProviderBlock.table.entries,
    ]

    private static let index: [Place: [String: Entry]] = Dictionary(
        uniqueKeysWithValues: Place.allCases.map { place in
            let here = entries.filter { $0.places.contains(place) }
            return (place, Dictionary(here.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
        })
}
