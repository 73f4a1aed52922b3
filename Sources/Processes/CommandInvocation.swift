package import Values

/// A command to run once: everything that the executor needs to know, and nothing else.
package struct CommandInvocation: Sendable, Equatable {
    /// The program and its arguments; at least one word. A program without a slash is looked for in `PATH`.
    package var arguments: [String]
    /// The whole environment.
    package var environment: [EnvironmentVariable]
    /// Working directory; nil is that of the daemon.
    package var directory: String?
    /// Standard input, byte for byte.
    package var input: [UInt8]
    /// How long it may take before its process group is ended.
    package var timeout: Duration
    /// How long it may print nothing; nil for as long as it likes.
    package var silenceTimeout: Duration?
    /// Whether what it prints is handed on while it runs; the last 64 KiB are kept in any case.
    package var streamsOutput: Bool

    /// Puts an invocation together.
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
    /// How it ended.
    package var exit: Exit
    /// When it was started.
    package var startedAt: Timestamp
    /// When it was over.
    package var finishedAt: Timestamp
    /// The last 64 KiB at most of what it wrote, stdout and stderr interleaved.
    package var output: [UInt8]
    /// How much it wrote in all.
    package var outputBytes: Int64
    /// It could not be started for want of processes, descriptors or memory: nothing is wrong with the command, and the
    /// attempt does not count.
    package var mustWait = false

    /// Puts a result together.
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
