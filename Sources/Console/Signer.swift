import Formats
import Settings
import Signatures
import Values

/// Whose signatures `sign` and `verify` are about: those of an endpoint, or of `--provider` with a key.
enum Signer {
    /// The endpoint of the configuration, or one that is made up.
    static func endpoint(_ arguments: Arguments, in context: Context) throws(Failure) -> Endpoint {
        guard let name = arguments["provider"] else {
            guard arguments["secret-file"] == nil, arguments["secret-env"] == nil else {
                throw Failure(.usage, "a key alone says not how it signs: add --provider NAME")
            }
            let endpoint = try context.configuration(arguments, needs: .check).endpoint(chosenBy: arguments)
            guard !endpoint.isUnsigned else {
                throw Failure(.usage, "endpoint \(endpoint.path.escaped) is unsigned: there is no key")
            }
            return endpoint
        }
        guard arguments["config"] == nil, arguments["endpoint"] == nil else {
            throw Failure(.usage, "either --provider, or --config and --endpoint")
        }
        let provider = try provider(named: name)
        let secret = try secret(arguments, in: context)
        if let problem = provider.problem(with: secret) {
            throw Failure(.usage, "the key \(problem), so it is not a key of \(provider.rawValue)")
        }
        return Endpoint(path: "", provider: provider, secrets: [secret])
    }

    private static func provider(named name: String) throws(Failure) -> ProviderName {
        guard let provider = ProviderName(rawValue: name), provider != .custom else {
            let names = ProviderName.allCases.filter { $0 != .custom }.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .usage,
                name == ProviderName.custom.rawValue
                    ? "how 'custom' signs stands in a configuration: name it with --config and --endpoint"
                    : "unknown provider '\(name.escaped)'; there are: \(names)")
        }
        return provider
    }

    private static func secret(_ arguments: Arguments, in context: Context) throws(Failure) -> Secret {
        let key: [UInt8]
        switch (arguments["secret-file"], arguments["secret-env"]) {
        case (let path?, nil):
            do throws(FileProblem) {
                key = SecretFile.key(in: try FileSource.system.read(path, SecretFile.longest).get().bytes)
            } catch {
                throw Failure(.notFound, "\(path.escaped): \(error)")
            }
        case (nil, let name?): key = Array((context.environment[name] ?? "").utf8)
        default: throw Failure(.usage, "which key? either --secret-file FILE or --secret-env NAME")
        }
        let secret = Secret(key)
        if let flaw = secret.flaw { throw Failure(.usage, "the key \(flaw), so anybody could sign with it") }
        return secret
    }
}
