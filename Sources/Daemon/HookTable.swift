import Formats
import Values

/// The hooks of an endpoint by event, so that the cost of a request does not depend on their number.
///
/// Names are compared byte by byte. There is one look-up for each length of a prefix, at most 256.
struct HookTable: Sendable {
    private let hooks: [Hook]
    /// Positions of the hooks for all events.
    private var any: [Int] = []
    private var names: [[UInt8]: [Int]] = [:]
    private var prefixes: [[UInt8]: [Int]] = [:]
    private var prefixLengths: Set<Int> = []

    init(_ hooks: [Hook]) {
        self.hooks = hooks
        for (position, hook) in hooks.enumerated() {
            for pattern in hook.events {
                switch pattern {
                case .any: any.append(position)
                case .name(let name): names[Array(name.utf8), default: []].append(position)
                case .prefix(let prefix):
                    prefixes[Array(prefix.utf8), default: []].append(position)
                    prefixLengths.insert(prefix.utf8.count)
                }
            }
        }
    }

    /// The hooks that match this event and payload, each once, in the order of the configuration.
    func hooks(for event: String, _ payload: JSONValue) -> [Hook] {
        let name = Array(event.utf8)
        var found = Set(any).union(names[name] ?? [])
        for length in prefixLengths where length <= name.count {
            found.formUnion(prefixes[Array(name.prefix(length))] ?? [])
        }
        return found.sorted().map { hooks[$0] }.filter { $0.acceptsPayload(payload) }
    }

    /// Whether one of the hooks lists this event by its full name, not by a prefix.
    func names(_ event: String) -> Bool {
        names[Array(event.utf8)] != nil
    }
}
