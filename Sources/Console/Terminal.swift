import Glibc

/// Results go to stdout, messages to stderr.
struct Terminal: Sendable {
    /// Where a text goes.
    enum Stream: Int32, Sendable {
        /// Results.
        case output = 1
        /// Messages.
        case messages = 2
    }

    /// Writes it all; a reader that has gone away ends the program as it ends other Unix tools.
    func write(_ bytes: some Collection<UInt8>, to stream: Stream) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// A result.
    func print(_ text: String) {
        write(text.utf8, to: .output)
    }

    /// A message, with the program's name in front.
    func say(_ text: String) {
        write("hookrunner: \(text)\n".utf8, to: .messages)
    }

    /// Whether people read this stream.
    func isTerminal(_ stream: Stream) -> Bool {
        isatty(stream.rawValue) == 1
    }

    /// How wide the terminal is that people read results on; nil if they do not.
    var columns: Int? {
        guard isTerminal(.output) else { return nil }
        var size = winsize()
        let isKnown = ioctl(Stream.output.rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
    }

    /// Whether anybody can still read results: a pipe whose other end is closed says so without being written to, poll(2).
    var hasReader: Bool {
        var output = pollfd(fd: Stream.output.rawValue, events: 0, revents: 0)
        return poll(&output, 1, 0) <= 0 || Int32(output.revents) & (POLLERR | POLLHUP | POLLNVAL) == 0
    }

    /// Whether standard input is a terminal, so that nothing is to be read from it.
    var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks a question that is answered with yes or no, the latter unless somebody types `y`.
    func confirms(_ question: String) -> Bool {
        write("\(question) [y/N] ".utf8, to: .messages)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return ["y", "yes"].contains(String(decoding: line, as: UTF8.self).lowercased())
    }

    /// Everything on standard input.
    func readInput() -> [UInt8] {
        var input: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 { input += buffer.prefix(count) } else if count == 0 || errno != EINTR { return input }
        }
    }
}
