/// What this version refuses is read all the same, so that its own mistakes show, too.
enum SharedDirectives {
    static func readLater(_ name: String, _ arguments: inout Arguments) {
        switch name {
        case "admin": _ = arguments.value(Address.listener)
        case "lease", "ready-max-lag": _ = arguments.value(Quantity.duration)
        case "on-alert":
            if arguments.choice(of: ["run"]) != nil { _ = arguments.remaining() }
        default: _ = arguments.remaining()
        }
    }
}
