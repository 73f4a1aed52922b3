import Dispatch
import Glibc
import Synchronization
package import Values

/// The daemon's log: lines on a descriptor, written on a queue of its own.
///
/// `write` never blocks and never fails: lines wait in a bounded buffer, and what does not fit is counted and reported
/// once there is room again, so that a slow or closed stderr delays no answer and no command.
package final class Log: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
    }

    /// How much may wait, in bytes.
    private static let longestBacklog = 1 << 20

    private let settings: Mutex<LogSettings>
    private let destination: LogDestination
    private let descriptor: Int32
    private let clock: WallClock
    private let state = Mutex(State())
    private let lost = Atomic<Int>(0)
    private let queue = DispatchQueue(label: "log")
    private let flushing = DispatchQueue(label: "log flush")

    /// Opens the log.
    ///
    /// - Parameters:
    ///   - settings: what is shown, and how.
    ///   - descriptor: where to; not closed.
    ///   - destination: what the descriptor leads to.
    ///   - clock: the time of day.
    package init(
        _ settings: LogSettings, to descriptor: Int32 = 2, as destination: LogDestination = .stream,
        clock: WallClock = .system
    ) {
        self.settings = Mutex(settings)
        self.descriptor = descriptor
        self.destination = destination
        self.clock = clock
    }

    /// Whether lines of this level are shown, for callers whose line is costly to make.
    package func shows(_ level: LogSettings.Level) -> Bool {
        settings.withLock { $0.level <= level }
    }

    /// Changes what is shown, from the next line on.
    package func use(_ settings: LogSettings) {
        self.settings.withLock { $0 = settings }
    }

    /// How many lines were never written, because they did not fit or nobody takes any.
    package var droppedLines: Int { lost.load(ordering: .relaxed) }

    /// Says something.
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

    /// Returns when everything said so far is written, or after a second: a stderr that takes nothing ends no shutdown.
    @available(*, noasync, message: "it blocks the thread; use the asynchronous flush()")
    package func flush() {
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        _ = written.wait(timeout: .now() + .seconds(1))
    }

    /// Returns when everything said so far is written, or after a second, and blocks no thread of the tasks.
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
        // Whatever the level: whoever reads the others has to know that there were more.
        if dropped > 0 { append(.linesDropped(count: dropped), settings.withLock { $0 }) }
    }

    /// Writes as much as the descriptor takes; a closed one takes nothing, and there is nobody to tell.
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
