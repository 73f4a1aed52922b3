package import Values

/// A command to run once, complete: the executor knows nothing else.
package struct CommandInvocation: Sendable, Equatable {
    /// The program and its arguments; at least one word. A program without a slash is searched in `PATH`.
    package var arguments: [String]
    /// The whole environment.
    package var environment: [EnvironmentVariable]
    /// Nil for the daemon's own.
    package var directory: String?
    /// Standard input.
    package var input: [UInt8]
    /// The process group is ended after this time.
    package var timeout: Duration
    /// The process group is ended after this time without output; nil for no limit.
    package var silenceTimeout: Duration?
    /// Whether output is reported while the command runs; its last 64 KiB are kept in any case.
    package var streamsOutput: Bool

    package init(
        arguments: [String], environment: [EnvironmentVariable], directory: String? = nil, input: [UInt8] = [],
        timeout: Duration, streamsOutput: Bool = false
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.timeout = timeout
        self.streamsOutput = streamsOutput
    }
}

/// How a command ended. A failed command is a result, not an error.
package struct CommandResult: Sendable, Equatable {
    package var exit: Exit
    package var startedAt: Timestamp
    package var finishedAt: Timestamp
    /// Up to the last 64 KiB of its output, stdout and stderr interleaved.
    package var output: [UInt8]
    /// The length of the whole output.
    package var outputBytes: Int64
    /// The system lacked processes, descriptors or memory to start it. The command is not at fault, and the attempt
    /// does not count.
    package var startWasRefused = false

    package init(
        exit: Exit, startedAt: Timestamp, finishedAt: Timestamp, output: [UInt8] = [], outputBytes: Int64 = 0
    ) {
        self.exit = exit
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.output = output
        self.outputBytes = outputBytes
    }
}
