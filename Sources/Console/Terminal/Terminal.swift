import Glibc

/// Results go to stdout, messages to stderr.
struct Terminal: Sendable {
    enum Stream: Int32, Sendable {
        case output = 1
        case messages = 2
    }

    /// Writes all bytes; after the reader has closed, SIGPIPE ends the program.
    func write(_ bytes: some Collection<UInt8>, to stream: Stream) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    func print(_ text: String) {
        write(text.utf8, to: .output)
    }

    /// Prints a message after the program's name.
    func say(_ text: String) {
        write("hookrunner: \(text)\n".utf8, to: .messages)
    }

    func isTerminal(_ stream: Stream) -> Bool {
        isatty(stream.rawValue) == 1
    }

    /// Width of the terminal that shows results; nil if they go elsewhere.
    var columns: Int? {
        guard isTerminal(.output) else { return nil }
        var size = winsize()
        let isKnown = ioctl(Stream.output.rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
    }

    /// Whether results still have a reader: poll(2) reports a closed pipe without writing to it.
    var hasReader: Bool {
        var output = pollfd(fd: Stream.output.rawValue, events: 0, revents: 0)
        return poll(&output, 1, 0) <= 0 || Int32(output.revents) & (POLLERR | POLLHUP | POLLNVAL) == 0
    }

    var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks for confirmation; anything but `y` or `yes` declines.
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

    /// All of standard input.
    func readInput() -> [UInt8] {
        var input: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 { input += buffer.prefix(count) } else if count == 0 || errno != EINTR { return input }
        }
    }
}
