import Formats
import Values

/// The scalars of a payload as variables, each named after the way to it.
///
/// They are taken level by level, and on each level in the payload's order: a long list in it does not crowd out the values
/// that stand beside the list. The first of equal names stays. What does not fit is left out, and noted.
struct PayloadVariables {
    /// A name longer than this is left out, in bytes: every item of an array would repeat it.
    static let longestName = 1 << 10
    /// A value longer than this is left out, in bytes.
    static let longestValue = 32 << 10
    /// All together, names included: execve(2) takes arguments and environment up to some 2 MiB.
    static let mostBytes = 256 << 10
    /// How many there may be.
    static let mostVariables = 4096

    private(set) var variables: [EnvironmentVariable] = []
    /// Whether a value is left out because it is too long, one too many, or holds a NUL byte.
    private(set) var isTruncated = false

    private var names: Set<String> = []
    private var bytesLeft = mostBytes

    /// An object or array whose values are still to be taken, and the name of the way to it.
    private typealias Container = (name: String, value: JSONValue)

    /// - Parameters:
    ///   - value: the payload.
    ///   - prefix: what all names begin with.
    init(of value: JSONValue, named prefix: String) {
        var level: [Container] = []
        take(value, named: prefix, deeper: &level)
        while !level.isEmpty {
            var deeper: [Container] = []
            for container in level where !isOver { takeValues(of: container, deeper: &deeper) }
            level = deeper
        }
    }

    /// Whether nothing more can change.
    private var isOver: Bool { isTruncated && variables.count == Self.mostVariables }

    private mutating func takeValues(of container: Container, deeper: inout [Container]) {
        let name = container.name
        switch container.value {
        case .object(let members):
            for member in members where !isOver {
                take(member.value, named: name + "_" + member.name.inUpperSnakeCase, deeper: &deeper)
            }
        case .array(let items):
            for (index, item) in items.enumerated() where !isOver {
                take(item, named: "\(name)_\(index)", deeper: &deeper)
            }
        case .null, .string, .number, .bool:
            break
        }
    }

    private mutating func take(_ value: JSONValue, named name: String, deeper: inout [Container]) {
        switch value {
        case .object([]), .array([]), .null:
            break
        case _ where name.utf8.count > Self.longestName:
            isTruncated = true
        case .object, .array:
            deeper.append((name, value))
        case .string, .number, .bool:
            if let text = value.scalar { add(EnvironmentVariable(name, text)) }
        }
    }

    private mutating func add(_ variable: EnvironmentVariable) {
        guard !names.contains(variable.name) else { return }
        let bytes = variable.name.utf8.count + variable.value.utf8.count + 2
        guard variables.count < Self.mostVariables, variable.value.utf8.count <= Self.longestValue, bytes <= bytesLeft,
            !variable.value.utf8.contains(0)
        else {
            isTruncated = true
            return
        }
        names.insert(variable.name)
        bytesLeft -= bytes
        variables.append(variable)
    }
}
