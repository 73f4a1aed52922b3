import Formats
import Values

extension ParseContext {
    /// Judges the files that the parameters of a database's URL name; libpq opens them itself.
    func judgeFiles(ofDatabase url: String, at span: Span) {
        let parameters = url.split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&") ?? []
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1).map { part in
                PercentEncoding.bytes(of: part.utf8).map { String(decoding: $0, as: UTF8.self) } ?? String(part)
            }
            guard parts.count == 2, ["passfile", "sslkey", "sslcert", "sslrootcert"].contains(parts[0]),
                case .success(let status) = status(parts[1])
            else { continue }
            judge(status.ownership, as: .key, parts[0], parts[1], at: span)
        }
    }
}
