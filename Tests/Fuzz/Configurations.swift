import Formats
@testable import Settings

/// Whatever a file holds, there is either a configuration or a mistake with a place; and a configuration that is printed
/// and read again is the same one.
func fuzzConfigurations(_ bytes: [UInt8]) {
    let loaded = load(bytes)
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    precondition((loaded.configuration == nil) == !errors.isEmpty, "neither a configuration nor a mistake")
    precondition(
        loaded.diagnostics.allSatisfy { $0.line >= 0 && ($0.line == 0 || $0.column >= 1 && $0.length >= 1) },
        "a mistake without a place")
    precondition(loaded.diagnostics.isEmpty == loaded.rendered.isEmpty, "a mistake without a text")
}

private func load(_ bytes: [UInt8]) -> LoadedConfiguration {
    let files = FileSource(
        read: { path, limit in
            if path == "fuzz.conf" { return .success(.init(Array(bytes.prefix(limit)))) }
            return path.hasSuffix("key") ? .success(.init(Array("k3y".utf8))) : .failure(.missing)
        },
        status: { _ in .success(FileSource.Status(isExecutable: true)) }, matches: { _ in [] },
        workingDirectory: "/work")
    return ConfigurationFile.load(
        "fuzz.conf", environment: ["KEY": "k3y", "CIRCULARO_SECRET": "k3y", "PATH": "/bin"], files: files, needs: .serve
    )
}
