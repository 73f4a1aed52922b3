extension Subcommand {
    /// What is done to a journal as a whole.
    static let journal = [copyJournal, migrateJournal]

    static let copyJournal = Subcommand(
        name: "journal copy", operands: "FROM TO", operandCount: 2...2, operandCandidates: .directories,
        summary: "bring all that a journal has to another one",
        explanation: """
            FROM and TO are a directory or the URL of a database, which has to have its tables. What TO has already is
            passed over, so the same command goes on where one was cut off. No daemon may use either of them.
            """,
        options: [])

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
