import Testing
import Values

@testable import Settings

@Suite struct VocabularyTests {
    /// Without arguments a directive is incomplete or takes effect: no reader passes it over.
    @Test func `no directive is ignored`() {
        let frames = [Vocabulary.Place.top: Frame.top, .endpoint: .endpoint, .provider: .provider, .hook: .hook]
        for (place, frame) in frames {
            for name in Vocabulary.names(in: place) {
                let said = Sample.load(frame.around(name).configuration).rendered
                let plain = Sample.load(frame.around("").configuration).rendered
                #expect(said != plain, "\(place): \(name)")
            }
        }
    }

    @Test func `every directive says what it takes and what it is for`() {
        for entry in Vocabulary.entries {
            #expect(!entry.forms.isEmpty && !entry.places.isEmpty)
            #expect(!entry.help.isEmpty && !entry.help.hasSuffix(".") && entry.help.first?.isLowercase == true)
            #expect(entry.usage.hasPrefix(entry.name))
        }
    }

    @Test func `every other program's word leads to one of ours`() {
        for (word, meant) in Vocabulary.synonyms {
            #expect(Vocabulary.entries.contains { $0.name == meant }, "\(word)")
        }
    }

    @Test(arguments: Vocabulary.entries.map(\.name))
    func `every directive is known where it may stand`(name: String) throws {
        let entry = try #require(Vocabulary.entries.first { $0.name == name })
        let frames = [Vocabulary.Place.top: Frame.top, .endpoint: .endpoint, .provider: .provider, .hook: .hook]
        for place in entry.places {
            let text = try #require(frames[place]).around("\(name) \u{1}").configuration
            #expect(!Sample.load(text).rendered.contains("unknown directive '\(name)'"))
        }
    }

    @Test(arguments: [
        ("timeout 42s", "timeout 42s"), ("retry 2 times 1s..2s", "retry 2 times 1s..2s"),
        ("order serial", "order serial"),
        ("order latest", "order latest"), ("max-running 3", "max-running 3"), ("env A b", "env A b"),
        ("pass-env A B", "pass-env A B"), ("directory hooks", "directory /work/hooks"), ("name one", "name one"),
        ("when not .a ~ ^b", "when not .a ~ ^b"), ("when a.b in \"c\", d", "when .a.b in c, d"),
    ])
    func `a directive is shown in its normal form`(line: String, shown: String) throws {
        let given = try #require(Sample.load(Frame.hook.around(line).configuration).configuration)
        #expect(given.text.contains("\n        \(shown)\n"))
        let without = try #require(Sample.load(Frame.hook.around("").configuration).configuration)
        #expect(!without.text.contains("\n        \(shown)\n"))
    }
}
