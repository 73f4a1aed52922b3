import Formats
import Values

/// Parses a request's line and header, strictly where leniency has allowed request smuggling (RFC 9112).
///
/// Every line ends in CRLF. Folded lines and spaces before a colon are rejected. There is at most one length, in
/// digits. A request of HTTP/1.1 has exactly one host.
enum HeadParser {
    /// Parses a head.
    ///
    /// - Parameters:
    ///   - bytes: everything up to the empty line, without that line's CRLF but with the last field's.
    ///   - limits: the maximum sizes.
    /// - Returns: the head.
    /// - Throws: the first mistake.
    static func head(in bytes: ArraySlice<UInt8>, limits: Limits) throws(HTTPError) -> RequestHead {
        var lines = try self.lines(in: bytes)
        let line = lines.removeFirst()
        let (method, word, minorVersion) = try requestLine(line, limits: limits)
        guard lines.count <= limits.fields else { throw .headTooLarge }
        var fields: [HeaderFields.Field] = []
        fields.reserveCapacity(lines.count)
        for line in lines { fields.append(try field(line)) }
        let target = try RequestTarget(word, method: method)
        let header = try header(fields, for: target, minorVersion: minorVersion)
        return RequestHead(
            method: method, path: target.path, query: target.query, fields: header, minorVersion: minorVersion,
            framing: try framing(of: header, minorVersion: minorVersion),
            keepsAlive: try keepsAlive(header, minorVersion: minorVersion),
            expectsContinue: try expectsContinue(header, minorVersion: minorVersion))
    }

    /// The header with its Host checked. The target's own authority replaces it (RFC 9112 §3.2.2).
    private static func header(
        _ fields: [HeaderFields.Field], for target: RequestTarget, minorVersion: Int
    ) throws(HTTPError) -> HeaderFields {
        let header = HeaderFields(fields)
        let hosts = header[all: "host"]
        guard hosts.count == 1 || (minorVersion == 0 && hosts.isEmpty) else {
            throw .malformed("expected exactly one Host")
        }
        guard let host = hosts.first else { return header }
        // A target without an authority may have an empty Host.
        guard HostName.isValid(Array(host.utf8)[...]) || (host.isEmpty && target.authority == nil) else {
            throw .malformed("Host")
        }
        guard let authority = target.authority else { return header }
        return HeaderFields(
            fields.map { field in
                field.name.equalsIgnoringCase("host")
                    ? HeaderFields.Field(name: field.name, value: authority) : field
            })
    }

    /// The lines without their CRLF.
    private static func lines(in bytes: ArraySlice<UInt8>) throws(HTTPError) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var position = start
        while position < bytes.endIndex {
            switch bytes[position] {
            case 0x0D:
                guard position + 1 < bytes.endIndex, bytes[position + 1] == 0x0A else { throw .malformed("bare CR") }
                lines.append(bytes[start..<position])
                position += 2
                start = position
            case 0x0A: throw .malformed("bare LF")
            case 0: throw .malformed("NUL")
            default: position += 1
            }
        }
        guard start == bytes.endIndex, !lines.isEmpty else { throw .malformed("incomplete line") }
        return lines
    }

    private static func requestLine(
        _ line: ArraySlice<UInt8>, limits: Limits
    ) throws(HTTPError) -> (method: String, target: ArraySlice<UInt8>, minorVersion: Int) {
        let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(\.isTokenCharacter) else {
            throw .malformed("request line")
        }
        guard words[1].count <= limits.targetBytes else { throw .targetTooLong }
        guard !words[1].isEmpty, words[1].allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformed("request target")
        }
        let version = Array(words[2])
        guard version.count == 8, version.starts(with: Array("HTTP/".utf8)), version[5].isDigit, version[6] == 0x2E,
            version[7].isDigit
        else { throw .malformed("version") }
        guard version[5] != 0x32 || !words[0].elementsEqual("PRI".utf8) else { throw .foreignProtocol("HTTP/2") }
        guard version[5] == 0x31 else { throw .unknownVersion }
        return (String(decoding: words[0], as: UTF8.self), words[1], min(1, Int(version[7] - 0x30)))
    }

    /// Parses a field of a header or of trailers.
    static func field(_ line: ArraySlice<UInt8>) throws(HTTPError) -> HeaderFields.Field {
        guard line.first != 0x20, line.first != 0x09 else { throw .malformed("folded line") }
        guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex,
            line[..<colon].allSatisfy(\.isTokenCharacter)
        else { throw .malformed("field name") }
        let value = line[(colon + 1)...].drop(while: \.isSpace)
        let end = value.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? value.startIndex
        guard value.allSatisfy(\.isFieldText) else { throw .malformed("field value") }
        return HeaderFields.Field(
            name: String(decoding: line[..<colon], as: UTF8.self), value: text(value[value.startIndex..<end]))
    }

    /// HTTP leaves the encoding of bytes beyond ASCII open (RFC 9110 §5.5). Today's senders write UTF-8; anything else
    /// is read as ISO 8859-1, which HTTP used before.
    private static func text(_ value: ArraySlice<UInt8>) -> String {
        String(validating: value, as: UTF8.self) ?? String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
    }

    private static func framing(
        of header: HeaderFields, minorVersion: Int
    ) throws(HTTPError) -> RequestHead.Framing {
        let lengths = header[all: "content-length"]
        let codings = header[all: "transfer-encoding"]
        guard codings.isEmpty else {
            guard lengths.isEmpty else { throw .malformed("both Content-Length and Transfer-Encoding") }
            guard minorVersion > 0 else { throw .malformed("Transfer-Encoding in HTTP/1.0") }
            guard codings.count == 1 else { throw .malformed("duplicate Transfer-Encoding") }
            try checkCodings(codings[0])
            return .chunked
        }
        guard let length = lengths.first else { return .length(0) }
        guard lengths.count == 1, !length.isEmpty, length.utf8.allSatisfy(\.isDigit) else {
            throw .malformed("Content-Length")
        }
        guard length.utf8.count <= 18, let number = Int(length) else { throw .bodyTooLarge }
        return .length(number)
    }

    /// `chunked` is the only supported coding, and must come last: otherwise the body has no known end (RFC 9112 §6.3).
    /// A list with empty elements is rejected, since programs disagree on how to read it.
    private static func checkCodings(_ value: String) throws(HTTPError) {
        let codings = value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            $0.trimmed
        }
        let names = codings.map { $0.prefix { $0 != UInt8(ascii: ";") }.trimmed }
        guard names.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isTokenCharacter) }),
            codings.last.map({ String(Substring($0)).equalsIgnoringCase("chunked") }) == true,
            !names.dropLast().contains(where: { String(Substring($0)).equalsIgnoringCase("chunked") })
        else { throw .malformed("Transfer-Encoding") }
        guard codings.count == 1 else { throw .unknownTransferCoding }
    }

    /// `Connection` is a list of tokens; empty elements are allowed (RFC 9110 §5.6.1.2).
    private static func keepsAlive(_ header: HeaderFields, minorVersion: Int) throws(HTTPError) -> Bool {
        let options = header[all: "connection"].flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0.trimmed)) }
        }
        guard options.allSatisfy({ $0.utf8.allSatisfy(\.isTokenCharacter) }) else { throw .malformed("Connection") }
        if options.contains(where: { $0.equalsIgnoringCase("close") }) { return false }
        return minorVersion > 0 || options.contains { $0.equalsIgnoringCase("keep-alive") }
    }

    private static func expectsContinue(_ header: HeaderFields, minorVersion: Int) throws(HTTPError) -> Bool {
        let expectations = header[all: "expect"]
        guard let expectation = expectations.first, minorVersion > 0 else { return false }
        guard expectations.count == 1, expectation.equalsIgnoringCase("100-continue") else {
            throw .unknownExpectation
        }
        return true
    }
}

extension UInt8 {
    var isSpace: Bool { self == 0x20 || self == 0x09 }

    /// Allowed in a field's value and in a chunk extension: no control character but the tab (RFC 9110 §5.5).
    var isFieldText: Bool { self >= 0x20 && self != 0x7F || self == 0x09 }
}

extension Substring.UTF8View {
    fileprivate var trimmed: Self {
        let front = drop(while: \.isSpace)
        return front.lastIndex { !$0.isSpace }.map { front[...$0] } ?? front[front.endIndex...]
    }
}
