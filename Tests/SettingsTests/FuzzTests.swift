import Formats
import Support
import Testing

@testable import Settings

/// Seeded changes of a good file: the result is either a configuration or a mistake with a place. `make fuzz` tries many
/// more.
@Suite struct FuzzTests {
    private let seedText = """
        listen 127.0.0.1:8080
        journal ./journal # here
        include more*.conf
        endpoint /x {
            provider circularo
            secret file /run/key
            secret env KEY
            duplicates drop 24h by .a, b
            on signRequest, sign* {
                run sh -c "echo \\"$PAYLOAD_ID\\" \\{x}" {documentId} \\
                    more
                retry 8 times 10s..1h
                order serial by .a[0].b
                env A "b"
                when not .a.b in c, "d", e
                when .f ~ "^(g|[h-j]){2}\\\\.$"
            }
            on * run ./notify {é}
        }

        """

    private func mutated(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        let pieces = [
            "{", "}", "\"", "\\", "\n", " ", "#", ",", "'", "\r\n", "secret ", "on ", "endpoint", "\u{7}", "é", "{.a}",
            "when ", "[", "(",
        ]
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let at = Int.random(in: 0..<max(1, bytes.count), using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: at)
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &generator)))
            case 2 where !bytes.isEmpty: bytes[at] = UInt8.random(in: 0...255, using: &generator)
            case 3: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 60)], at: at)
            default: bytes = Array(bytes.prefix(at)) + bytes.suffix(Int.random(in: 0...200, using: &generator))
            }
        }
        return bytes
    }

    private static let world = Sample.world("")

    private func load(_ bytes: [UInt8]) -> LoadedConfiguration {
        let world = Self.world
        let files = FileSource(
            read: { $0 == "fuzz.conf" ? .success(.init(bytes)) : world.read($0, $1) }, status: world.status,
            matches: world.matches, workingDirectory: "/work")
        return ConfigurationFile.load("fuzz.conf", environment: Sample.environment, files: files, needs: .serve)
    }

    @Test func `the file that is changed is a good one`() {
        #expect(load(Array(seedText.utf8)).diagnostics.filter { $0.severity == .error } == [])
    }

    @Test(arguments: 1...4)
    func `no change makes it crash or say nothing`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let bytes = mutated(Array(seedText.utf8), using: &generator)
            let loaded = load(bytes)
            let errors = loaded.diagnostics.filter { $0.severity == .error }
            #expect((loaded.configuration == nil) == !errors.isEmpty)
            #expect(
                loaded.diagnostics.allSatisfy { $0.line >= 0 && ($0.line == 0 || $0.column >= 1 && $0.length >= 1) })
            #expect(loaded.diagnostics.isEmpty == loaded.rendered.isEmpty)
        }
    }
}
