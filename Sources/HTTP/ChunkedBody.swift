import Formats
import Values

/// Decodes a chunked body (RFC 9112 §7.1), strictly up to the last CRLF.
struct ChunkedBody {
    /// Longest chunk-size line, extensions included.
    static let longestSizeLine = 256

    private enum State {
        case size
        case data(remaining: Int)
        case dataEnd
        case trailers
        case finished
    }

    private var state = State.size
    private var line: [UInt8] = []
    private var trailerBytes = 0
    private var trailerLines = 0
    private let limits: Limits

    init(limits: Limits) {
        self.limits = limits
    }

    /// Whether the last chunk and the trailers have been read.
    var isFinished: Bool {
        if case .finished = state { true } else { false }
    }

    /// Consumes bytes from the front of `input` and appends the decoded data to `body`, up to its bound.
    mutating func take(_ input: inout ArraySlice<UInt8>, into body: inout BodyBuffer) throws(HTTPError) {
        while !input.isEmpty, !isFinished {
            switch state {
            case .data(let remaining):
                let piece = input.prefix(remaining)
                body.append(piece)
                input = input.dropFirst(piece.count)
                state = piece.count == remaining ? .dataEnd : .data(remaining: remaining - piece.count)
            case .size:
                guard let text = try nextLine(&input, longest: Self.longestSizeLine) else { return }
                let size = try chunkSize(text)
                guard size <= body.longest - body.bytes.count else { throw .bodyTooLarge }
                state = size == 0 ? .trailers : .data(remaining: size)
            case .dataEnd:
                guard let text = try nextLine(&input, longest: 0) else { return }
                guard text.isEmpty else { throw .malformed("chunk longer than its size") }
                state = .size
            case .trailers:
                guard let text = try nextLine(&input, longest: limits.headBytes) else { return }
                if text.isEmpty { state = .finished } else { try countTrailer(text) }
            case .finished:
                return
            }
        }
    }

    /// The next line without its CRLF; nil while it is incomplete.
    private mutating func nextLine(_ input: inout ArraySlice<UInt8>, longest: Int) throws(HTTPError) -> [UInt8]? {
        while let byte = input.popFirst() {
            if line.last == 0x0D {
                guard byte == 0x0A else { throw .malformed("bare CR in a chunk") }
                defer { line = [] }
                return line.dropLast()
            }
            guard byte != 0x0A else { throw .malformed("bare LF in a chunk") }
            guard line.count < longest || byte == 0x0D else { throw .malformed("chunk line too long") }
            line.append(byte)
        }
        return nil
    }

    private func chunkSize(_ line: [UInt8]) throws(HTTPError) -> Int {
        let digits = line.prefix { $0.hexadecimalDigit != nil }
        guard !digits.isEmpty, digits.count <= 15 else { throw .malformed("chunk size") }
        guard line.allSatisfy(\.isFieldText), ChunkExtensions.areValid(line[digits.endIndex...]) else {
            throw .malformed("chunk extension")
        }
        return digits.reduce(0) { $0 << 4 | Int($1.hexadecimalDigit ?? 0) }
    }

    /// Trailers are validated and dropped: no provider signs them.
    private mutating func countTrailer(_ line: [UInt8]) throws(HTTPError) {
        trailerBytes += line.count + 2
        trailerLines += 1
        guard trailerBytes <= limits.headBytes, trailerLines <= limits.fields else { throw .headTooLarge }
        let field = try HeadParser.field(line[...])
        guard !TrailerField.isForbidden(field.name) else { throw .malformed("\(field.name) in the trailers") }
    }
}
