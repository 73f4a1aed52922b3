package import Values

/// How far a copy is.
package struct CopyProgress: Sendable, Equatable {
    /// Deliveries that were copied.
    package var copied = 0
    /// Deliveries that the other journal had already.
    package var present = 0
    /// How many there are in all.
    package var total = 0
}

extension JournalLocation {
    /// How many deliveries are looked at, at once.
    private static let step = 500
    /// All payloads of one transaction are in memory at once.
    private static let largestStepBytes = 8 << 20

    /// Copies every delivery, with its runs and attempts, to another journal, which keeps what it has.
    ///
    /// Existing deliveries are skipped, so that an interrupted copy can be repeated. No daemon may use either journal: a
    /// directory is locked, and a database is checked for runs that are under way.
    ///
    /// - Parameters:
    ///   - other: where to; a database that has its tables.
    ///   - report: gets the progress.
    /// - Returns: what was done.
    /// - Throws: why it could not continue; what was copied stays.
    package func copy(
        to other: JournalLocation, report: @Sendable (CopyProgress) -> Void
    ) async throws(JournalError) -> CopyProgress {
        if case .directory = self { await (try openForTool()).close() }
        let source = try await openForCopy()
        let target: any CopyableJournal
        do {
            target = try await other.openForCopy()
        } catch {
            await source.close()
            throw error
        }
        let outcome: Result<CopyProgress, JournalError>
        do throws(JournalError) {
            outcome = .success(try await Self.copy(from: source, to: target, report: report))
        } catch {
            outcome = .failure(error)
        }
        await source.close()
        await target.close()
        return try outcome.get()
    }

    private static func copy(
        from source: any CopyableJournal, to target: any CopyableJournal, report: @Sendable (CopyProgress) -> Void
    ) async throws(JournalError) -> CopyProgress {
        var progress = CopyProgress()
        progress.total = try await source.deliveryCount()
        var last = Int64.min
        while true {
            let places = try await source.places(after: last, atMost: step)
            guard let end = places.last else { return progress }
            let present = try await target.existing(places.map(\.id))
            progress.present += present.count
            var rest = places.filter { !present.contains($0.id) }[...]
            while let first = rest.first {
                var bytes = 0
                let group = rest.prefix { place in
                    bytes += place.bytes
                    return bytes <= largestStepBytes || place.key == first.key
                }
                rest = rest.dropFirst(group.count)
                let copies = try await source.copies(of: group.map(\.key))
                try await target.write(copies: copies)
                progress.copied += copies.count
                report(progress)
            }
            last = end.key
            report(progress)
        }
    }

    private func openForCopy() async throws(JournalError) -> any CopyableJournal {
        switch self {
        case .directory(let path):
            return try await Self.opened { () throws(JournalError) in
                try SQLiteJournal.open(directory: path, mode: .daemon)
            }
        case .database(let url, let password):
            #if PostgreSQL
            let journal = try await PostgreSQLJournal.open(url, password: password, mode: .tool)
            do {
                try await journal.checkThatNothingRuns()
                return journal
            } catch {
                await journal.close()
                throw error
            }
            #else
            throw Self.unknown(url, password)
            #endif
        }
    }
}
