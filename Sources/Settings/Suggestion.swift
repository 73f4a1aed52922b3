/// Finds the word that a misspelt one resembles.
enum Suggestion {
    /// The nearest of `candidates` within a third of the length, ignoring case.
    static func nearest(to typed: String, among candidates: [String]) -> String? {
        let word = typed.lowercased()
        guard word.count <= 40 else { return nil }
        let near = candidates.compactMap { candidate in
            let limit = max(word.count, candidate.count) / 3
            // The lengths alone may differ too much.
            guard abs(word.count - candidate.count) <= limit else { return nil as (word: String, distance: Int)? }
            let distance = distance(word, candidate.lowercased())
            return distance <= limit ? (candidate, distance) : nil
        }
        return near.min { $0.distance < $1.distance }?.word ?? abbreviated(word, among: candidates)
    }

    /// `did you mean 'timeout'?`, or nil.
    static func help(for typed: String, among candidates: [String]) -> String? {
        nearest(to: typed, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// `warn` for `warning`: a unique prefix of at least three letters.
    private static func abbreviated(_ word: String, among candidates: [String]) -> String? {
        let longer = candidates.filter { $0.hasPrefix(word) }
        return word.count >= 3 && longer.count == 1 ? longer.first : nil
    }

    /// Deletions, insertions, changes and swaps of neighbours ("optimal string alignment").
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let changed = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(changed, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
