import Formats
import Settings
import Signatures
import Values

/// The endpoint whose signatures `sign` and `verify` handle.
enum Signer {
    static let options: [Subcommand.Option] = [
        .configuration,
        .init(name: "endpoint", letter: "e", value: "PATH", help: "Endpoint (default: the only one)"),
        .init(
            name: "provider", value: "NAME", candidates: .providers,
            help: "Provider, instead of a configuration; needs a key"),
        .init(name: "secret-file", value: "FILE", candidates: .files, help: "With --provider: file that holds the key"),
        .init(name: "secret-env", value: "NAME", help: "With --provider: variable that holds the key"),
    ]

    /// An endpoint of the configuration, or a made-up one for `--provider` with a key.
    static func endpoint(_ arguments: Arguments, in context: Context) throws(Failure) -> Endpoint {
        guard let name = arguments["provider"] else {
            guard arguments["secret-file"] == nil, arguments["secret-env"] == nil else {
                throw Failure(.usage, "--secret-file and --secret-env need --provider NAME")
            }
            let endpoint = try context.configuration(arguments, needs: .check).endpoint(chosenBy: arguments)
            guard !endpoint.isUnsigned else {
                throw Failure(.usage, "endpoint \(endpoint.path.escaped) is unsigned, it has no key")
            }
            return endpoint
        }
        guard arguments["config"] == nil, arguments["endpoint"] == nil else {
            throw Failure(.usage, "either --provider, or --config and --endpoint")
        }
        let provider = try provider(named: name)
        let secret = try secret(arguments, in: context)
        if let problem = provider.problem(with: secret) {
            throw Failure(.usage, "invalid key for \(provider.rawValue): it \(problem)")
        }
        return Endpoint(path: "", provider: provider, secrets: [secret])
    }

    private static func provider(named name: String) throws(Failure) -> ProviderName {
        guard let provider = ProviderName(rawValue: name), provider != .custom else {
            let names = ProviderName.allCases.filter { $0 != .custom }.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .usage,
                name == ProviderName.custom.rawValue
                    ? "the provider 'custom' needs a configuration: pass --config and --endpoint"
                    : "unknown provider '\(name.escaped)'; expected one of: \(names)")
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
        default: throw Failure(.usage, "--provider needs either --secret-file FILE or --secret-env NAME")
        }
        let secret = Secret(key)
        if let flaw = secret.flaw { throw Failure(.usage, "the key \(flaw), so anyone could sign with it") }
        return secret
    }
}
