import Formats
import Settings
import Values

/// The secret with which Circularo is to sign: that of a file, or a new one in a new file.
struct WebhookSecret: Sendable {
    /// As Circularo takes it.
    let text: String
    /// The file that holds it, from the root on.
    let path: String
    /// That file, if it was made for this.
    var newFile: PrivateFile?

    /// As many as an HMAC-SHA256 has (RFC 2104 §3).
    private static let newBytes = 32
    private static let longest = 4 << 10

    /// What the options ask for; nil if the webhook is not to sign.
    static func read(_ arguments: Arguments, in context: Context) throws(Failure) -> WebhookSecret? {
        switch (arguments["hmac-secret-file"], arguments["generate-secret"]) {
        case (nil, nil): return nil
        case (_?, _?): throw Failure(.usage, "either --hmac-secret-file or --generate-secret")
        case (let path?, nil):
            let key = try context.key(in: path, limit: longest)
            guard let text = String(validating: key, as: UTF8.self), !text.utf8.contains(0) else {
                throw Failure(.badInput, "\(path.escaped): Circularo takes a text, and this is none")
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

    /// A configuration may stand in any directory, so it needs the whole path.
    private static func fromRoot(_ path: String) throws(Failure) -> String {
        guard !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Failure(.usage, "a path with control characters cannot stand in a configuration")
        }
        guard !path.hasPrefix("/"), let directory = FileSource.system.workingDirectory else { return path }
        return "\(directory)/\(path)"
    }
}
