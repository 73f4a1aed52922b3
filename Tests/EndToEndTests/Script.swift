import Foundation

/// script(1), which gives a program a terminal.
enum Script {
    static let path = "/usr/bin/script"

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }
}
