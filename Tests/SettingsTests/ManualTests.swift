import Formats
import Testing
import Values

@testable import Settings

/// hookrunner.conf(5) against the table of the language.
@Suite struct ManualTests {
    private let page: [Substring]

    init() throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let bytes = try FileSource.system.read("\(root)/man/hookrunner.conf.5", 1 << 20).get().bytes
        page = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The directives that head an item of a section, in order.
    private func items(ofSection title: String) throws -> [String] {
        let start = try #require(page.firstIndex(of: ".Sh \(title)"))
        let section = page[(start + 1)...].prefix { !$0.hasPrefix(".Sh") }
        return section.filter { $0.hasPrefix(".It Ic ") }.map { String($0.split(separator: " ")[2]) }
    }

    @Test(arguments: [
        ("GLOBAL DIRECTIVES", Vocabulary.Place.top), ("ENDPOINT DIRECTIVES", .endpoint), ("HOOK DIRECTIVES", .hook),
        ("CUSTOM PROVIDERS", .provider),
    ])
    func `every directive is described where it stands, in the order of the table`(
        title: String, place: Vocabulary.Place
    ) throws {
        let names = Vocabulary.entries.filter { $0.places.first == place }.map(\.name)
        #expect(try items(ofSection: title).removingRepetitions == names)
    }

    @Test func `every default is there`() {
        let text = page.joined(separator: "\n")
        for entry in Vocabulary.entries {
            guard let value = entry.defaultArguments else { continue }
            #expect(text.contains("The default is\n.Ql \(entry.name) \(value) ."), "\(entry.name)")
        }
    }

    @Test func `the worked example is a configuration without mistakes`() throws {
        let start = try #require(page.firstIndex(of: ".\\\" example begins"))
        let end = try #require(page.firstIndex(of: ".\\\" example ends"))
        let lines = page[start..<end].filter { !$0.hasPrefix(".") }.map { $0.replacing("\\e", with: "\\") }
        let files = FileSource.memory(
            [
                "/etc/hookrunner/hookrunner.conf": lines.joined(separator: "\n"),
                "/run/secrets/circularo": "k3y-0123456789abc\n",
                "/usr/local/bin/archive-document": "#!", "/etc/hookrunner/notify": "#!", "/usr/bin/logger": "#!",
            ])
        let loaded = ConfigurationFile.load(nil, environment: ["PATH": "/usr/bin"], files: files, needs: .serve)
        #expect(loaded.rendered == "")
        #expect(loaded.configuration?.endpoints.first?.hooks.count == 3)
    }
}

extension [String] {
    fileprivate var removingRepetitions: [String] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
