import Values

/// Gives each hook of an endpoint a name of its own.
struct HookNames {
    let findings: Findings
    let title: String

    /// The complete hooks, called as `name` says or by their events; `#2`, `#3` follows a repeated name.
    func named(_ hooks: [HookBlock]) -> [Hook] {
        // Chosen names come first: they stay the same when other hooks come and go.
        var taken = chosenNames(of: hooks)
        var counts: [String: Int] = [:]
        return hooks.filter(\.isComplete).map { block in
            var hook = block.value
            hook.name = block.chosenName?.text ?? freeName(like: hook.name, &taken, &counts)
            return hook
        }
    }

    private func chosenNames(of hooks: [HookBlock]) -> Set<String> {
        var first: [String: Span] = [:]
        for name in hooks.compactMap(\.chosenName) {
            if let earlier = first[name.text] {
                findings.error(
                    "duplicate hook name \(name.shown) in \(title)", at: name.span, help: "choose another name",
                    note: ("first given here", earlier))
            }
            first[name.text] = first[name.text] ?? name.span
        }
        return Set(first.keys)
    }

    /// Counts each name, so that many hooks of one event are named in one pass.
    private func freeName(like name: String, _ taken: inout Set<String>, _ counts: inout [String: Int]) -> String {
        var candidate = name
        repeat {
            counts[name, default: 0] += 1
            let count = counts[name, default: 1]
            candidate = count == 1 ? name : "\(name)#\(count)"
        } while !taken.insert(candidate).inserted
        return candidate
    }
}
