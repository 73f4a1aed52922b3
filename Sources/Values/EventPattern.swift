import Formats

package enum EventPattern: Sendable, Equatable {
    /// `*`: every event.
    case any
    /// This name, byte for byte.
    case name(String)
    /// `sign*`: names with this prefix.
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

    package func matches(_ event: String) -> Bool {
        switch self {
        case .any: true
        case .name(let name): event.hasBytes(of: name)
        case .prefix(let prefix): event.hasFirstBytes(of: prefix)
        }
    }
}

extension EventPattern {
    /// Compares bytes.
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.any, .any): true
        case (.name(let one), .name(let other)), (.prefix(let one), .prefix(let other)): one.hasBytes(of: other)
        case (.any, _), (.name, _), (.prefix, _): false
        }
    }
}

extension EventPattern: CustomStringConvertible {
    /// As in a configuration.
    package var description: String {
        switch self {
        case .any: "*"
        case .name(let name): name
        case .prefix(let prefix): "\(prefix)*"
        }
    }
}
