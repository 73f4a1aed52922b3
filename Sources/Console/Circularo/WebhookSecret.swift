import Formats
import Settings
import Values

/// The secret with which Circularo will sign: read from a file, or generated into a new one.
struct WebhookSecret: Sendable {
    let text: String
    /// Absolute path of the file that holds it.
    let path: String
    /// That file, if it was created.
    var newFile: PrivateFile?

    /// As long as an HMAC-SHA256 (RFC 2104 §3).
    private static let newBytes = 32
    private static let longest = 4 << 10

    /// Nil without the options: the webhook does not sign then.
    static func read(_ arguments: Arguments, in context: Context) throws(Failure) -> WebhookSecret? {
        switch (arguments["hmac-secret-file"], arguments["generate-secret"]) {
        case (nil, nil): return nil
        case (_?, _?): throw Failure(.usage, "either --hmac-secret-file or --generate-secret")
        case (let path?, nil):
            let key = try context.key(in: path, limit: longest)
            guard let text = String(validating: key, as: UTF8.self), !text.utf8.contains(0) else {
                throw Failure(.badInput, "\(path.escaped): invalid secret: Circularo requires UTF-8 without NUL")
            }
            return WebhookSecret(text: text, path: try fromRoot(path))
        case (nil, let path?):
            let place = try fromRoot(path)
            let text = newText()
            let file = try PrivateFile(at: path, holding: Array("\(text)\n".utf8))
            return WebhookSecret(text: text, path: place, newFile: file)
        }
    }

    private static func newText() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<newBytes).map { _ in
            String(UInt16.random(in: 0...255, using: &generator) + 256, radix: 16).dropFirst()
        }.joined()
    }

    /// The configuration may be in any directory.
    private static func fromRoot(_ path: String) throws(Failure) -> String {
        guard !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Failure(.usage, "a path with control characters is invalid in a configuration")
        }
        guard !path.hasPrefix("/"), let directory = FileSource.system.workingDirectory else { return path }
        return "\(directory)/\(path)"
    }
}
