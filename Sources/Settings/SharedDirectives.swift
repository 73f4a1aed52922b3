/// What this version refuses is read all the same, so that its own mistakes show, too.
enum SharedDirectives {
    static func readLater(_ name: String, _ arguments: inout Arguments) {
        switch name {
        case "on-alert":
            if arguments.choice(of: ["run"]) != nil { _ = arguments.remaining() }
        default: _ = arguments.remaining()
        }
    }
}
