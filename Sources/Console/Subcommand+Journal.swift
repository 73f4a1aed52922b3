extension Subcommand {
    /// What is done to a journal as a whole.
    static let journal = [migrateJournal]

    static let migrateJournal = Subcommand(
        name: "journal migrate", operands: "[URL]", operandCount: 0...1,
        summary: "make the tables of a shared journal, or bring them up to date",
        explanation: """
            Makes what the journal of the configuration, or of URL, needs in its PostgreSQL database. The role has to be one
            that may make a schema; --grant lets another use it, which then makes nothing.
            """,
        options: [
            configuration, Option(name: "grant", value: "ROLE", help: "let this role of the database use the tables"),
        ])
}
