import Formats
import Foundation
import Processes

/// The built program, and how it is called.
package enum Program {
    /// Where the build has put it: beside the bundle of these tests.
    package static let path: String = {
        // The bundle is a program of its own, or is loaded by one.
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
        let mapped = maps.split(separator: "\n").compactMap { $0.split(separator: " ").last }
        guard let bundle = ([Substring(program)] + mapped).first(where: { $0.hasSuffix(".xctest") })
        else { preconditionFailure("the tests do not know where they were built") }
        return URL(filePath: String(bundle)).deletingLastPathComponent().appending(path: "hookrunner").path
    }()

    /// What a finished program has left.
    package struct Outcome: Sendable, Equatable {
        /// Exit status; the negative number of the signal if one ended it.
        package let status: Int32
        /// Standard output.
        package let output: String
        /// Standard error.
        package let messages: String

        /// Puts an outcome together, to compare with.
        package init(status: Int32, output: String, messages: String) {
            self.status = status
            self.output = output
            self.messages = messages
        }
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: what stands behind its name.
    ///   - executable: its path; hookrunner's own unless said otherwise.
    ///   - input: standard input.
    ///   - environment: added to PATH and HOME.
    ///   - directory: the working directory.
    /// - Returns: what it has left.
    /// - Throws: if it cannot be started.
    package static func run(
        _ arguments: [String], executable: String = path, input: String = "", environment: [String: String] = [:],
        directory: String? = nil
    ) async throws -> Outcome {
        let place = try TemporaryDirectory()
        try place.write(input, to: "stdin")
        try place.write("", to: "stdout")
        try place.write("", to: "stderr")
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = base.merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        let input = try FileHandle(forReadingFrom: URL(filePath: place.file("stdin")))
        let output = try FileHandle(forWritingTo: URL(filePath: place.file("stdout")))
        let messages = try FileHandle(forWritingTo: URL(filePath: place.file("stderr")))
        // Foundation keeps processes, and with them what they were given, for long.
        defer { [input, output, messages].forEach { try? $0.close() } }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = messages
        let status = try await process.statusAtEnd()
        return Outcome(
            status: status, output: place.text(of: "stdout") ?? "", messages: place.text(of: "stderr") ?? "")
    }

    static var base: [String: String] {
        let kept: Set = ["PATH", "HOME", "ASAN_OPTIONS", "TSAN_OPTIONS", "SWIFT_BACKTRACE"]
        return ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    }
}

extension Process {
    /// Starts it and waits for its end; the negative number of the signal if one ended it.
    func statusAtEnd() async throws -> Int32 {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            terminationHandler = { process in
                continuation.resume(
                    returning: process.terminationReason == .exit
                        ? process.terminationStatus : -process.terminationStatus)
            }
            do { try start() } catch { continuation.resume(throwing: error) }
        }
    }
}

/// Waits until `fact` holds, looking again and again; the test's own time limit ends a wait in vain.
///
/// - Parameters:
///   - expectation: what is waited for, where the place alone does not say it.
///   - file: where the call is.
///   - line: where the call is.
///   - report: says what was waited for when the time limit is over.
///   - fact: asked until it is true.
/// - Throws: what `fact` throws, or that the test has been cancelled.
package func eventually(
    _ expectation: String = "what this line waits for", file: String = #fileID, line: Int = #line,
    report: @escaping @Sendable (String) -> Void = { print($0) }, _ fact: () async throws -> Bool
) async throws {
    try await withTaskCancellationHandler {
        while try await !fact() { try await Task.sleep(for: .milliseconds(5)) }
    } onCancel: {
        report("\(file):\(line): cancelled, or the time limit is over, and it was not yet true: \(expectation)")
    }
}
