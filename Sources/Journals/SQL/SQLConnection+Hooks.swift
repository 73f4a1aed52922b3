import Values

extension SQLConnection {
    /// The numbers of all hooks that the journal knows, apart from these.
    func hooks(otherThan known: Set<HookKey>) throws(JournalError) -> [Int64] {
        try rows("SELECT id, endpoint, name FROM hooks") { row in
            let hook = HookKey(endpoint: row.text(.endpoint), hook: row.text(.name))
            return known.contains(hook) ? nil : row.integer(.id)
        }.compactMap(\.self)
    }
}
