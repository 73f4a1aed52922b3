import Formats
import Values

extension Configuration {
    /// The endpoint of `--endpoint`, or all endpoints.
    func endpoints(chosenBy arguments: Arguments) throws(Failure) -> [Endpoint] {
        guard let path = arguments["endpoint"] else { return endpoints }
        guard let endpoint = endpoint(at: path) else {
            let paths = endpoints.map(\.path.escaped).joined(separator: ", ")
            throw Failure(.notFound, "unknown endpoint '\(path.escaped)'; expected one of: \(paths)")
        }
        return [endpoint]
    }

    /// The endpoint of `--endpoint`, or the only one.
    func endpoint(chosenBy arguments: Arguments) throws(Failure) -> Endpoint {
        let endpoints = try endpoints(chosenBy: arguments)
        guard let endpoint = endpoints.first, endpoints.count == 1 else {
            let paths = endpoints.map(\.path.escaped).joined(separator: ", ")
            throw Failure(.usage, "several endpoints: choose one with --endpoint: \(paths)")
        }
        return endpoint
    }
}
