import Formats
import Glibc
import Values

@testable import Settings

extension FileSource {
    /// Files that a test thinks up. Programs are what begins with `#!`; all else is a file of mode 0600.
    static func memory(
        _ files: [String: String], directories: Set<String> = [], problems: [String: FileProblem] = [:],
        modes: [String: UInt32] = [:], owners: [String: UInt32] = [:], workingDirectory: String? = "/work",
        userID: UInt32 = 0
    ) -> FileSource {
        let ownership: @Sendable (String, UInt32) -> FileOwnership = { path, mode in
            FileOwnership(owner: owners[path] ?? 0, group: owners[path] ?? 0, mode: modes[path] ?? mode)
        }
        return FileSource(
            read: { path, limit in
                if let problem = problems[path] { return .failure(problem) }
                if directories.contains(path) { return .failure(.isDirectory) }
                guard let text = files[path] else { return .failure(.missing) }
                guard text.utf8.count <= limit else { return .failure(.tooLong(limit: limit)) }
                return .success(Content(Array(text.utf8), ownership: ownership(path, 0o600)))
            },
            beginning: { path, count in files[path].map { Array($0.utf8.prefix(count)) } },
            status: { path in
                if let problem = problems[path] { return .failure(problem) }
                if directories.contains(path) {
                    return .success(
                        Status(isDirectory: true, isExecutable: true, ownership: ownership(path, 0o755)))
                }
                guard let text = files[path] else { return .failure(.missing) }
                return .success(Status(isExecutable: text.hasPrefix("#!"), ownership: ownership(path, 0o600)))
            },
            matches: { pattern in
                (Array(files.keys) + directories).filter { fnmatch(pattern, $0, FNM_PATHNAME) == 0 }.sorted()
            },
            workingDirectory: workingDirectory, userID: userID)
    }
}

/// A configuration of one file, and a world in which nothing is wrong with it.
enum Sample {
    /// What the files of the world hold, apart from the configuration.
    static let files = [
        "/bin/true": "#!", "/bin/sh": "#!", "/bin/echo": "#!", "/bin/env": "#!", "/bin/sudo": "#!",
        "/bin/python3": "#!",
        "/bin/perl": "#!", "/bin/node": "#!",
        "/work/notify": "#!", "/work/plain": "text", "/run/key": "k3y-0123456789abc\n", "/run/empty": "\n",
        "/run/signing": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "/run/open": "k3y-0123456789abc",
        "/run/spaced": " k3y-0123456789abc\n", "/work/key": "k3y-0123456789abc",
    ]

    /// The world's variables.
    static let environment = [
        "PATH": "/usr/bin:/bin", "KEY": "k3y-0123456789abc", "EMPTY": "", "lower_key": "l0wer-0123456789abc",
    ]

    /// The world with this configuration in it.
    static func world(_ configuration: String, more: [String: String] = [:]) -> FileSource {
        let all = files.merging(more) { $1 }.merging(["hookrunner.conf": configuration]) { $1 }
        return .memory(
            all, directories: ["/work/hooks", "/run/directory"],
            problems: ["/run/denied": .denied(userID: 1000), "/run/broken": .other("input/output error")],
            modes: ["/run/open": 0o644])
    }

    /// Reads `configuration` in that world.
    static func load(
        _ configuration: String, more: [String: String] = [:], needs: ConfigurationNeeds = .serve
    ) -> LoadedConfiguration {
        ConfigurationFile.load(
            nil, environment: environment, files: world(configuration, more: more), needs: needs)
    }
}
