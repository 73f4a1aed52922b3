/// Runs of one hook and lane are made pending one after the other.
extension Database {
    private static let isInLane = "hook = ? AND lane = ? AND lane IS NOT NULL AND state < \(.succeeded)"
    private static let isOccupied = "SELECT 1 FROM runs WHERE \(isInLane) LIMIT 1"
    private static let isUnderWay = "SELECT 1 FROM runs WHERE \(isInLane) AND state <> \(.blocked) LIMIT 1"
    private static let cancelWaiting = """
        UPDATE runs SET state = \(.cancelled) WHERE \(isInLane) AND state <> \(.running)
        """
    private static let promoteNext = """
        UPDATE runs SET state = \(.pending)
        WHERE key = (SELECT key FROM runs WHERE \(isInLane) ORDER BY key LIMIT 1) AND state = \(.blocked)
        """
    private static let promoteStranded = """
        UPDATE runs SET state = \(.pending) WHERE key IN (
            SELECT min(key) FROM runs WHERE lane IS NOT NULL AND state < \(.succeeded) GROUP BY hook, lane
            HAVING min(state) = \(.blocked) AND max(state) = \(.blocked)
        )
        """

    /// Whether a run of the lane is not final.
    func isOccupied(lane: String, of hook: Int64) throws(JournalError) -> Bool {
        try exists(Self.isOccupied, .integer(hook), .text(lane))
    }

    /// Whether a run of the lane is pending or running.
    func isUnderWay(lane: String?, of hook: Int64) throws(JournalError) -> Bool {
        try exists(Self.isUnderWay, .integer(hook), .text(lane))
    }

    func cancelWaiting(inLane lane: String, of hook: Int64) throws(JournalError) {
        try run(Self.cancelWaiting, .integer(hook), .text(lane))
    }

    /// Makes the first run of a lane pending that has a blocked one in front.
    func promoteNext(inLane lane: String, of hook: Int64, unlessOneIsUnderWay: Bool = false) throws(JournalError) {
        if unlessOneIsUnderWay, try isUnderWay(lane: lane, of: hook) { return }
        try run(Self.promoteNext, .integer(hook), .text(lane))
    }

    /// The same for the lane of a run that has become final.
    func promoteNext(after run: StoredRun) throws(JournalError) {
        if let lane = run.lane { try promoteNext(inLane: lane, of: run.hook) }
    }

    /// Makes the first run of each lane pending where none is under way: whatever stopped a lane, a restart moves it on.
    func promoteStranded() throws(JournalError) { try run(Self.promoteStranded) }
}
