import Formats
import Values

/// The protocol between daemon and executor. A message is a frame: its length in four bytes, its kind, its fields.
enum Message: Sendable, Equatable {
    /// To the executor: run this command.
    case start(UInt64, CommandInvocation)
    /// To the executor: end this command.
    case stop(UInt64, patience: Duration)
    /// To the executor: end all commands.
    case stopAll(patience: Duration)
    /// To the executor: end all commands at this time, in milliseconds since boot, unless a later one follows.
    case mayRun(untilUptime: Int64)
    /// To the daemon: the command runs as this process.
    case started(UInt64, pid: Int32)
    /// To the daemon: the command has written this.
    case output(UInt64, [UInt8])
    /// To the daemon: the command has ended.
    case finished(UInt64, CommandResult)
}

extension Message {
    private enum Kind: Int64 {
        case start, stop, stopAll, started, output, finished, mayRun
    }

    var frame: [UInt8] {
        var writer = FrameWriter()
        switch self {
        case .start(let id, let invocation):
            writer.put(Kind.start.rawValue)
            writer.put(id: id)
            writer.put(invocation)
        case .stop(let id, let patience):
            writer.put(Kind.stop.rawValue)
            writer.put(id: id)
            writer.put(patience.milliseconds)
        case .stopAll(let patience):
            writer.put(Kind.stopAll.rawValue)
            writer.put(patience.milliseconds)
        case .mayRun(let uptime):
            writer.put(Kind.mayRun.rawValue)
            writer.put(uptime)
        case .started(let id, let pid):
            writer.put(Kind.started.rawValue)
            writer.put(id: id)
            writer.put(Int64(pid))
        case .output(let id, let bytes):
            writer.put(Kind.output.rawValue)
            writer.put(id: id)
            writer.put(bytes)
        case .finished(let id, let result):
            writer.put(Kind.finished.rawValue)
            writer.put(id: id)
            writer.put(result)
        }
        return writer.frame
    }

    /// Decodes a frame without its length; nil if it is malformed: then the peer is not ours.
    init?(payload: ArraySlice<UInt8>) {
        var reader = FrameReader(rest: payload)
        guard let kind = reader.number().flatMap(Kind.init) else { return nil }
        switch kind {
        case .start:
            guard let id = reader.id(), let invocation = reader.invocation() else { return nil }
            self = .start(id, invocation)
        case .stop:
            guard let id = reader.id(), let patience = reader.number() else { return nil }
            self = .stop(id, patience: .milliseconds(patience))
        case .stopAll:
            guard let patience = reader.number() else { return nil }
            self = .stopAll(patience: .milliseconds(patience))
        case .started:
            guard let id = reader.id(), let pid = reader.number() else { return nil }
            self = .started(id, pid: Int32(truncatingIfNeeded: pid))
        case .output:
            guard let id = reader.id(), let bytes = reader.bytes() else { return nil }
            self = .output(id, Array(bytes))
        case .finished:
            guard let id = reader.id(), let result = reader.result() else { return nil }
            self = .finished(id, result)
        case .mayRun:
            guard let uptime = reader.number() else { return nil }
            self = .mayRun(untilUptime: uptime)
        }
        guard reader.isAtEnd else { return nil }
    }
}

/// Encodes numbers, bytes and texts in sequence.
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

    mutating func put(id: UInt64) {
        put(Int64(bitPattern: id))
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
        put(result.startWasRefused ? 1 : 0)
    }
}

/// Decodes what `FrameWriter` has encoded; nil if the bytes do not hold the requested value.
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
            let outputBytes = number(), let startWasRefused = flag()
        else { return nil }
        var result = CommandResult(
            exit: exit, startedAt: Timestamp(milliseconds: started), finishedAt: Timestamp(milliseconds: finished),
            output: Array(output), outputBytes: outputBytes)
        result.startWasRefused = startWasRefused
        return result
    }
}
