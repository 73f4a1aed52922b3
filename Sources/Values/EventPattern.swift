import Formats

/// Which event names a hook wants.
package enum EventPattern: Sendable, Equatable {
    /// `*`: every one.
    case any
    /// This name, letter for letter.
    case name(String)
    /// `sign*`: names that begin like this.
    case prefix(String)

    /// Reads a word of an `on` directive.
    package init(_ word: String) {
        if word == "*" {
            self = .any
        } else if word.hasSuffix("*") {
            self = .prefix(String(word.dropLast()))
        } else {
            self = .name(word)
        }
    }

    /// Whether the hook wants `event`.
    package func matches(_ event: String) -> Bool {
        switch self {
        case .any: true
        case .name(let name): event.hasBytes(of: name)
        case .prefix(let prefix): event.hasFirstBytes(of: prefix)
        }
    }
}

extension EventPattern {
    /// Whether both want the same names, byte for byte.
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.any, .any): true
        case (.name(let one), .name(let other)), (.prefix(let one), .prefix(let other)): one.hasBytes(of: other)
        case (.any, _), (.name, _), (.prefix, _): false
        }
    }
}

extension EventPattern: CustomStringConvertible {
    /// As it stands in the configuration.
    package var description: String {
        switch self {
        case .any: "*"
        case .name(let name): name
        case .prefix(let prefix): "\(prefix)*"
        }
    }
}
