import Formats
import Values

/// The scalars of a payload as variables, each named after its path.
///
/// They are collected breadth first, on each level in the payload's order: so a long list does not displace values
/// beside it. Of equal names the first wins. Values beyond the limits are left out, and `isTruncated` is set.
struct PayloadVariables {
    /// Longest name, in bytes: every item of an array repeats its prefix.
    static let longestName = 1 << 10
    /// Longest value, in bytes.
    static let longestValue = 32 << 10
    /// Total size of names and values, in bytes: execve(2) allows about 2 MiB for arguments and environment.
    static let mostBytes = 256 << 10
    static let mostVariables = 4096

    private(set) var variables: [EnvironmentVariable] = []
    /// Whether a value is left out because it exceeds a limit or contains a NUL byte.
    private(set) var isTruncated = false

    private var names: Set<String> = []
    private var bytesLeft = mostBytes

    /// An object or array whose values have not been visited yet, and the variable name of its path.
    private typealias Container = (name: String, value: JSONValue)

    /// - Parameters:
    ///   - value: the payload.
    ///   - prefix: of all names.
    init(of value: JSONValue, named prefix: String) {
        var level: [Container] = []
        take(value, named: prefix, deeper: &level)
        while !level.isEmpty {
            var deeper: [Container] = []
            for container in level where !isFull { takeValues(of: container, deeper: &deeper) }
            level = deeper
        }
    }

    /// Whether further values cannot change the result.
    private var isFull: Bool { isTruncated && variables.count == Self.mostVariables }

    private mutating func takeValues(of container: Container, deeper: inout [Container]) {
        let name = container.name
        switch container.value {
        case .object(let members):
            for member in members where !isFull {
                take(member.value, named: name + "_" + member.name.inUpperSnakeCase, deeper: &deeper)
            }
        case .array(let items):
            for (index, item) in items.enumerated() where !isFull {
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
