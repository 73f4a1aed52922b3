import Formats
import Values

extension Configuration {
    /// The endpoints that `--endpoint` leaves: the one that it names, or all.
    func endpoints(chosenBy arguments: Arguments) throws(Failure) -> [Endpoint] {
        guard let path = arguments["endpoint"] else { return endpoints }
        guard let endpoint = endpoint(at: path) else {
            let paths = endpoints.map(\.path.escaped).joined(separator: ", ")
            throw Failure(.notFound, "no endpoint '\(path.escaped)' in the configuration; there are: \(paths)")
        }
        return [endpoint]
    }

    /// The one endpoint that `--endpoint` leaves.
    func endpoint(chosenBy arguments: Arguments) throws(Failure) -> Endpoint {
        let endpoints = try endpoints(chosenBy: arguments)
        guard let endpoint = endpoints.first, endpoints.count == 1 else {
            let paths = endpoints.map(\.path.escaped).joined(separator: ", ")
            throw Failure(.usage, "which endpoint? choose one with --endpoint: \(paths)")
        }
        return endpoint
    }
}
