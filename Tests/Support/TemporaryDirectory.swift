import Foundation

/// A directory that goes away with its test.
package final class TemporaryDirectory: Sendable {
    /// Where it is.
    package let path: String

    /// Makes one, in the system's place for such directories.
    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "hookrunner-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file, and returns its path.
    @discardableResult
    package func write(_ text: String, to name: String, mode: Int = 0o644) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file(name))
        return file(name)
    }

    /// Writes a file as editors do that put a new one in its place.
    package func replace(_ name: String, with text: String) throws {
        try write(text, to: "\(name).new")
        guard rename(file("\(name).new"), file(name)) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    /// The numbers that stand in a file, one to a line; none if there is no file.
    package func numbers(in name: String) -> [Int] {
        (text(of: name) ?? "").split(separator: "\n").compactMap { Int($0) }
    }

    /// The text of a file; nil if there is none.
    package func text(of name: String) -> String? {
        (try? Data(contentsOf: URL(filePath: file(name)))).map { String(decoding: $0, as: UTF8.self) }
    }
}
