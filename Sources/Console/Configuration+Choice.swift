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
}
