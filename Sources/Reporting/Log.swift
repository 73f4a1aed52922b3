import Dispatch
import Glibc
import Synchronization
package import Values

/// The daemon's log: lines on a descriptor, written on a queue of its own.
///
/// `write` never blocks and never fails. Lines wait in a bounded buffer; lines that do not fit are dropped, counted, and
/// reported once there is room. So a slow or closed stderr delays neither answers nor commands.
package final class Log: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
    }

    /// In bytes.
    private static let longestBacklog = 1 << 20

    private let settings: Mutex<LogSettings>
    private let destination: LogDestination
    private let descriptor: Int32
    private let clock: WallClock
    private let state = Mutex(State())
    private let lost = Atomic<Int>(0)
    private let queue = DispatchQueue(label: "log")
    private let flushing = DispatchQueue(label: "log flush")

    /// Logs to a descriptor, which stays open.
    package init(
        _ settings: LogSettings, to descriptor: Int32 = 2, as destination: LogDestination = .stream,
        clock: WallClock = .system
    ) {
        self.settings = Mutex(settings)
        self.descriptor = descriptor
        self.destination = destination
        self.clock = clock
    }

    /// Whether lines of this level are shown, for callers whose lines are expensive.
    package func shows(_ level: LogSettings.Level) -> Bool {
        settings.withLock { $0.level <= level }
    }

    /// Applies new settings from the next line on.
    package func use(_ settings: LogSettings) {
        self.settings.withLock { $0 = settings }
    }

    /// Lines that were never written: the buffer was full, or stderr is closed.
    package var droppedLines: Int { lost.load(ordering: .relaxed) }

    package func write(_ event: LogEvent) {
        let settings = settings.withLock { $0 }
        if settings.level <= event.level { append(event, settings) }
    }

    private func append(_ event: LogEvent, _ settings: LogSettings) {
        let line = Array(LogLine.of(event, at: clock.now, format: settings.format, to: destination).utf8)
        let isFirst = state.withLock { state in
            guard state.waiting.count + line.count <= Self.longestBacklog else {
                state.dropped += 1
                lost.wrappingAdd(1, ordering: .relaxed)
                return false
            }
            defer { state.waiting += line }
            return state.waiting.isEmpty
        }
        if isFirst { queue.async { self.drain() } }
    }

    /// Returns when all lines so far are written, or after a second: a blocked stderr must not block the shutdown.
    @available(*, noasync, message: "it blocks the thread; use the asynchronous flush()")
    package func flush() {
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        _ = written.wait(timeout: .now() + .seconds(1))
    }

    /// Returns when all lines so far are written, or after a second, without blocking a thread of the task pool.
    package func flush() async {
        await withCheckedContinuation { continuation in
            flushing.async { [self] in
                flush()
                continuation.resume()
            }
        }
    }

    private func drain() {
        let (lines, dropped) = state.withLock { state in
            defer { state = State() }
            return (state.waiting, state.dropped)
        }
        writeAll(lines)
        // At any level: the reader of the other lines has to know that some are missing.
        if dropped > 0 { append(.linesDropped(count: dropped), settings.withLock { $0 }) }
    }

    /// Lines that a closed descriptor does not accept are only counted.
    private func writeAll(_ lines: [UInt8]) {
        var rest = lines[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                lost.wrappingAdd(rest.count { $0 == UInt8(ascii: "\n") }, ordering: .relaxed)
                return
            }
        }
    }
}
