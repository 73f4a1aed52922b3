import Formats
import Values

/// A body of several parts: `multipart/form-data`, RFC 7578.
struct MultipartBody {
    static let type = "multipart/form-data"
    private static let lineEnd = Array("\r\n".utf8)
    /// More parts than any provider sends.
    private static let mostParts = 100
    /// A longer head than any part has.
    private static let longestHead = 4096

    private var parts: [(name: String, content: ArraySlice<UInt8>)] = []

    /// Nil if the content type has no valid boundary or the body is malformed.
    init?(_ body: [UInt8], contentType: String) {
        guard let boundary = Self.boundary(in: contentType) else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter may be at the very beginning, without a preceding line end.
        let start = body.starts(with: delimiter.dropFirst(2)) ? delimiter.count - 2 : body[...].end(of: delimiter)
        guard var rest = start.map({ body[$0...] }) else { return nil }
        while !rest.starts(with: Array("--".utf8)) {
            guard rest.starts(with: Self.lineEnd), parts.count < Self.mostParts else { return nil }
            // This line end belongs to the delimiter: the next delimiter begins with its own.
            let part = rest.dropFirst(2)
            guard let end = part.end(of: delimiter), let part = Self.part(part[..<(end - delimiter.count)]) else {
                return nil
            }
            parts.append(part)
            rest = rest[end...]
        }
    }

    /// The content of a part that occurs exactly once; else nil.
    func only(_ name: String) -> [UInt8]? {
        let found = parts.filter { $0.name.hasBytes(of: name) }
        return found.count == 1 ? found.first.map { Array($0.content) } : nil
    }

    /// A body with one part, and its content type.
    static func of(_ content: [UInt8], named name: String) -> (body: [UInt8], contentType: String) {
        // Too long to occur in a payload by accident; derived from the content, so that it is reproducible.
        let boundary = "hookrunner-" + Fingerprint.of([content]).prefix(16).map { $0 }.hexadecimal
        let head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n"
        return (Array(head.utf8) + content + Array("\r\n--\(boundary)--\r\n".utf8), "\(type); boundary=\(boundary)")
    }

    private static func boundary(in contentType: String) -> String? {
        let values = contentType.split(separator: ";").dropFirst().compactMap { parameter -> String? in
            let pair = parameter.trimmingBlanks.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, String(pair[0]).equalsIgnoringCase("boundary") else { return nil }
            return String(pair[1]).unquoted
        }
        guard let value = values.first, values.count == 1, (1...70).contains(value.utf8.count) else { return nil }
        return value
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> (name: String, content: ArraySlice<UInt8>)? {
        guard let end = bytes.prefix(longestHead).end(of: lineEnd + lineEnd) else { return nil }
        // The sender is not verified yet: splitting bytes costs the same whatever characters they encode.
        for line in bytes[..<(end - 4)].split(separator: UInt8(ascii: "\n")) {
            let halves = line.split(separator: UInt8(ascii: ":"), maxSplits: 1).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard halves.count == 2, halves[0].equalsIgnoringCase("content-disposition") else { continue }
            let names = halves[1].utf8.split(separator: UInt8(ascii: ";")).map { Substring($0).trimmingBlanks }.filter {
                $0.hasFirstBytes(of: "name=")
            }
            guard let name = names.first, names.count == 1 else { return nil }
            return (String(Substring(name.utf8.dropFirst(5))).unquoted, bytes[end...])
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    /// The index after the first occurrence of `pattern`.
    fileprivate func end(of pattern: [UInt8]) -> Int? {
        guard let first = pattern.first else { return nil }
        var start = startIndex
        while let found = self[start...].firstIndex(of: first) {
            if self[found...].starts(with: pattern) { return found + pattern.count }
            start = found + 1
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        let start = utf8.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        return start.lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }.map { Substring(start[...$0]) } ?? ""
    }
}

extension String {
    fileprivate var unquoted: String {
        let quote = UInt8(ascii: "\"")
        guard utf8.count >= 2, utf8.first == quote, utf8.last == quote else { return self }
        return String(decoding: utf8.dropFirst().dropLast(), as: UTF8.self)
    }
}
