import Formats
import Settings
import Values

/// The API token: in a file or a variable, never an argument.
enum CircularoToken {
    private static let longest = 16 << 10

    /// The variable that holds it, unless a file does.
    static func variable(_ arguments: Arguments) -> String {
        arguments["token-env"] ?? "CIRCULARO_TOKEN"
    }

    /// Reads it.
    static func read(_ arguments: Arguments, in context: Context) throws(Failure) -> Secret {
        guard let path = arguments["token-file"] else {
            let name = variable(arguments)
            guard let value = context.environment[name], !value.isEmpty else {
                throw Failure(
                    .usage,
                    "there is no API token: name its file with --token-file, or put it into the variable "
                        + name.escaped)
            }
            return try checked(Array(value.utf8), from: "the variable \(name.escaped)")
        }
        guard arguments["token-env"] == nil else { throw Failure(.usage, "either --token-file or --token-env") }
        return try checked(try context.key(in: path, limit: longest), from: path.escaped)
    }

    private static func checked(_ bytes: [UInt8], from place: String) throws(Failure) -> Secret {
        guard String(validating: bytes, as: UTF8.self) != nil, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Failure(
                .usage, "\(place): a token has no white space and no control characters; is it the right one?")
        }
        return Secret(bytes)
    }
}

extension Context {
    /// The key that a file holds, without the line end behind it. Says so if other users can read it.
    func key(in path: String, limit: Int) throws(Failure) -> [UInt8] {
        let content: FileSource.Content
        do throws(FileProblem) {
            content = try FileSource.system.read(path, limit).get()
        } catch {
            throw Failure(.notFound, "\(path.escaped): \(error)")
        }
        let key = SecretFile.key(in: content.bytes)
        guard !key.isEmpty else { throw Failure(.usage, "\(path.escaped): the file is empty") }
        if let flaw = Secret(key).flaw { throw Failure(.usage, "\(path.escaped): the key \(flaw)") }
        if content.ownership?.isReadableByOthers == true {
            terminal.say("\(path.escaped): every user of this machine can read it; chmod 600 \(path.escaped)")
        }
        return key
    }
}
