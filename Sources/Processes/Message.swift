import Formats
import Values

/// What daemon and executor say to each other. Each message is a frame: its length in four bytes, then its kind, then its
/// parts.
enum Message: Sendable, Equatable {
    /// To the executor: run this.
    case start(UInt64, CommandInvocation)
    /// To the executor: end this one.
    case stop(UInt64, patience: Duration)
    /// To the executor: end all.
    case stopAll(patience: Duration)
    /// To the executor: commands may run until then without another word, in milliseconds since the system's start.
    case mayRun(untilUptime: Int64)
    /// To the daemon: it runs, as this process.
    case started(UInt64, pid: Int32)
    /// To the daemon: it has printed this.
    case output(UInt64, [UInt8])
    /// To the daemon: it has ended.
    case finished(UInt64, CommandResult)
}

extension Message {
    /// The frame.
    var frame: [UInt8] {
        var writer = FrameWriter()
        switch self {
        case .start(let id, let invocation):
            writer.put(0)
            writer.put(Int64(bitPattern: id))
            writer.put(invocation)
        case .stop(let id, let patience):
            writer.put(1)
            writer.put(Int64(bitPattern: id))
            writer.put(patience.milliseconds)
        case .stopAll(let patience):
            writer.put(2)
            writer.put(patience.milliseconds)
        case .mayRun(let uptime):
            writer.put(6)
            writer.put(uptime)
        case .started(let id, let pid):
            writer.put(3)
            writer.put(Int64(bitPattern: id))
            writer.put(Int64(pid))
        case .output(let id, let bytes):
            writer.put(4)
            writer.put(Int64(bitPattern: id))
            writer.put(bytes)
        case .finished(let id, let result):
            writer.put(5)
            writer.put(Int64(bitPattern: id))
            writer.put(result)
        }
        return writer.frame
    }

    /// Reads what stands in a frame behind its length; nil if that is no message: then the other side is not ours.
    init?(payload: ArraySlice<UInt8>) {
        var reader = FrameReader(rest: payload)
        guard let kind = reader.number() else { return nil }
        switch kind {
        case 0:
            guard let id = reader.id(), let invocation = reader.invocation() else { return nil }
            self = .start(id, invocation)
        case 1:
            guard let id = reader.id(), let patience = reader.number() else { return nil }
            self = .stop(id, patience: .milliseconds(patience))
        case 2:
            guard let patience = reader.number() else { return nil }
            self = .stopAll(patience: .milliseconds(patience))
        case 3:
            guard let id = reader.id(), let pid = reader.number() else { return nil }
            self = .started(id, pid: Int32(truncatingIfNeeded: pid))
        case 4:
            guard let id = reader.id(), let bytes = reader.bytes() else { return nil }
            self = .output(id, Array(bytes))
        case 5:
            guard let id = reader.id(), let result = reader.result() else { return nil }
            self = .finished(id, result)
        case 6:
            guard let uptime = reader.number() else { return nil }
            self = .mayRun(untilUptime: uptime)
        default:
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }
}

/// Puts numbers, bytes and texts one behind the other.
private struct FrameWriter {
    private var payload: [UInt8] = [0, 0, 0, 0]

    var frame: [UInt8] {
        var frame = payload
        let length = UInt32(payload.count - 4)
        for position in 0..<4 { frame[position] = UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32(position))) }
        return frame
    }

    mutating func put(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { payload += $0 }
    }

    mutating func put(_ bytes: [UInt8]) {
        put(Int64(bytes.count))
        payload += bytes
    }

    mutating func put(_ text: String) {
        put(Array(text.utf8))
    }

    mutating func put(_ invocation: CommandInvocation) {
        put(Int64(invocation.arguments.count))
        invocation.arguments.forEach { put($0) }
        put(Int64(invocation.environment.count))
        for variable in invocation.environment {
            put(variable.name)
            put(variable.value)
        }
        put(invocation.directory == nil ? 0 : 1)
        put(invocation.directory ?? "")
        put(invocation.input)
        put(invocation.timeout.milliseconds)
        put(invocation.silenceTimeout?.milliseconds ?? -1)
        put(invocation.streamsOutput ? 1 : 0)
    }

    mutating func put(_ result: CommandResult) {
        let code = Exit.Code(result.exit)
        put(code.kind)
        put(code.value)
        put(code.reason ?? "")
        put(result.startedAt.milliseconds)
        put(result.finishedAt.milliseconds)
        put(result.output)
        put(result.outputBytes)
        put(result.mustWait ? 1 : 0)
    }

}

/// Takes them off again; nil wherever the bytes do not hold what is asked for.
private struct FrameReader {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number() -> Int64? {
        guard rest.count >= 8 else { return nil }
        defer { rest = rest.dropFirst(8) }
        return Int64(bitPattern: rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    mutating func id() -> UInt64? { number().map { UInt64(bitPattern: $0) } }

    mutating func bytes() -> ArraySlice<UInt8>? {
        guard let count = number(), count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    mutating func text() -> String? { bytes().map { String(decoding: $0, as: UTF8.self) } }

    mutating func flag() -> Bool? { number().map { $0 != 0 } }

    private mutating func list<Element>(_ element: (inout Self) -> Element?) -> [Element]? {
        guard let count = number(), count >= 0, count <= rest.count else { return nil }
        var elements: [Element] = []
        for _ in 0..<count {
            guard let next = element(&self) else { return nil }
            elements.append(next)
        }
        return elements
    }

    mutating func invocation() -> CommandInvocation? {
        guard let arguments = list({ $0.text() }), !arguments.isEmpty,
            let environment = list({ reader in
                reader.text().flatMap { name in reader.text().map { EnvironmentVariable(name, $0) } }
            }), let hasDirectory = flag(), let directory = text(), let input = bytes(), let timeout = number(),
            let silence = number(), let streams = flag()
        else { return nil }
        var invocation = CommandInvocation(
            arguments: arguments, environment: environment, directory: hasDirectory ? directory : nil,
            input: Array(input), timeout: .milliseconds(timeout), streamsOutput: streams)
        invocation.silenceTimeout = silence < 0 ? nil : .milliseconds(silence)
        return invocation
    }

    private mutating func exit() -> Exit? {
        guard let kind = number(), let value = number(), let reason = text() else { return nil }
        return Exit(Exit.Code(kind: kind, value: value, reason: reason))
    }

    mutating func result() -> CommandResult? {
        guard let exit = exit(), let started = number(), let finished = number(), let output = bytes(),
            let outputBytes = number(), let mustWait = flag()
        else { return nil }
        var result = CommandResult(
            exit: exit, startedAt: Timestamp(milliseconds: started), finishedAt: Timestamp(milliseconds: finished),
            output: Array(output), outputBytes: outputBytes)
        result.mustWait = mustWait
        return result
    }
}
