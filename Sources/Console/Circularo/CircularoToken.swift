import Formats
import Settings
import Values

/// The API token, from a file or a variable: an argument would be visible to every user.
enum CircularoToken {
    private static let longest = 16 << 10

    /// The variable that holds it, if no file does.
    static func variable(_ arguments: Arguments) -> String {
        arguments["token-env"] ?? "CIRCULARO_TOKEN"
    }

    static func read(_ arguments: Arguments, in context: Context) throws(Failure) -> Secret {
        guard let path = arguments["token-file"] else {
            let name = variable(arguments)
            guard let value = context.environment[name], !value.isEmpty else {
                throw Failure(
                    .usage,
                    "no API token: pass --token-file, or set \(name.escaped)")
            }
            return try checked(Array(value.utf8), from: "the variable \(name.escaped)")
        }
        guard arguments["token-env"] == nil else { throw Failure(.usage, "either --token-file or --token-env") }
        return try checked(try context.key(in: path, limit: longest), from: path.escaped)
    }

    private static func checked(_ bytes: [UInt8], from place: String) throws(Failure) -> Secret {
        guard String(validating: bytes, as: UTF8.self) != nil, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Failure(
                .usage, "\(place): invalid token: it has white space or control characters")
        }
        return Secret(bytes)
    }
}

extension Context {
    /// The key in a file, without a trailing newline. Warns if other users can read the file.
    func key(in path: String, limit: Int) throws(Failure) -> [UInt8] {
        let content: FileSource.Content
        do throws(FileProblem) {
            content = try FileSource.system.read(path, limit).get()
        } catch {
            throw Failure(.notFound, "\(path.escaped): \(error)")
        }
        let key = SecretFile.key(in: content.bytes)
        guard !key.isEmpty else { throw Failure(.usage, "\(path.escaped): empty file") }
        if let flaw = Secret(key).flaw { throw Failure(.usage, "\(path.escaped): the key \(flaw)") }
        if content.ownership?.isReadableByOthers == true {
            terminal.say("\(path.escaped): readable by every user of this machine; chmod 600 \(path.escaped)")
        }
        return key
    }
}
