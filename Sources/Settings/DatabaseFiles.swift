import Values

extension Reading {
    /// Judges the files that the parameters of a database's URL name; libpq opens them itself.
    func judgeFiles(ofDatabase url: String, at span: Span) {
        let parameters = url.split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&") ?? []
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1).map { String($0).percentDecoded }
            guard parts.count == 2, ["passfile", "sslkey", "sslcert", "sslrootcert"].contains(parts[0]),
                case .success(let status) = status(parts[1])
            else { continue }
            judge(status.ownership, as: .key, parts[0], parts[1], at: span)
        }
    }
}

extension String {
    /// The text with `%20` as a blank; what is no such escape stays as it is.
    fileprivate var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
