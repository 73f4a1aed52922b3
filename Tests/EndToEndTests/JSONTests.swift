import Formats
import Foundation
import Support
import Testing

/// What stands in JSON at its edges: a clear 400, or the right value, and never a wait.
@Suite(.timeLimit(.minutes(4))) struct JSONTests {
    /// A body and what becomes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: [UInt8]
        /// What the 400 says of the body, or the variables of the command.
        let outcome: Outcome

        enum Outcome: Sendable { case refused(String), variables([String]) }

        static func refused(_ description: String, _ body: String, _ error: String) -> Case {
            Case(testDescription: description, body: Array(body.utf8), outcome: .refused(error))
        }

        static func refused(_ description: String, bytes: [UInt8], in frame: (String, String), _ error: String) -> Case
        {
            Case(
                testDescription: description, body: Array(frame.0.utf8) + bytes + Array(frame.1.utf8),
                outcome: .refused(error))
        }

        static func taken(_ description: String, _ body: String, _ variables: String...) -> Case {
            Case(testDescription: description, body: Array(body.utf8), outcome: .variables(variables))
        }
    }

    private static let inString = (#"{"event":"a","x":""#, #""}"#)
    private static func nested(_ open: String, _ close: String, _ count: Int) -> String {
        #"{"event":"a","x":"# + String(repeating: open, count: count) + "1" + String(repeating: close, count: count)
            + "}"
    }

    static let names: [Case] = [
        .refused("a name twice", #"{"event":"a","event":"b"}"#, "byte 13: duplicate object key"),
        .refused("a name twice, once escaped", #"{"event":"a","\u0065vent":"b"}"#, "byte 13: duplicate object key"),
        .refused("a name twice, deep within", #"{"event":"a","x":[{"y":1,"y":1}]}"#, "byte 25: duplicate object key"),
        .refused(
            "the ninth and tenth name", #"{"event":"a","1":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"8":1}"#,
            "byte 61: duplicate object key"),
        .taken(
            "the same name in two objects", #"{"event":"a","x":{"n":1},"y":{"n":2}}"#, "PAYLOAD_X_N=1", "PAYLOAD_Y_N=2"),
        .taken(
            "names that only look alike", "{\"event\":\"a\",\"\u{212A}\":1,\"K\":2,\"\u{E9}\":3,\"e\u{301}\":4}",
            "PAYLOAD_K=2"),
        .taken("an empty name", #"{"event":"a","":7}"#, "PAYLOAD_=7"),
    ]

    static let nesting: [Case] = [
        .taken("511 arrays in the object", nested("[", "]", 511)),
        .taken("511 objects in the object", nested(#"{"x":"#, "}", 511)),
        .refused("512 arrays in the object", nested("[", "]", 512), "byte 529: nested deeper than 512 levels"),
        .refused("10,000 arrays", nested("[", "]", 10_000), "byte 529: nested deeper than 512 levels"),
        .refused("10,000 objects", nested(#"{"x":"#, "}", 10_000), "nested deeper than 512 levels"),
        .refused(
            "10,000 that never end", String(repeating: "[", count: 10_000), "byte 513: nested deeper than 512 levels"),
    ]

    static let texts: [Case] = [
        .taken("a pair of surrogates", #"{"event":"a","x":"\ud83d\ude00"}"#, "PAYLOAD_X=😀"),
        .refused("a first half alone", #"{"event":"a","x":"\ud83d"}"#, "half of a surrogate pair in a string"),
        .refused("a second half alone", #"{"event":"a","x":"\ude00"}"#, "half of a surrogate pair in a string"),
        .refused(
            "halves in the wrong order", #"{"event":"a","x":"\ude00\ud83d"}"#, "half of a surrogate pair in a string"),
        .refused("half a pair in a name", #"{"event":"a","\ud83d":1}"#, "half of a surrogate pair in a string"),
        .refused("half a pair as the event", #"{"event":"\ud83d"}"#, "half of a surrogate pair in a string"),
        .taken("a byte order mark", "\u{FEFF}{\"event\":\"a\",\"x\":1}", "PAYLOAD_X=1"),
        .refused("two byte order marks", "\u{FEFF}\u{FEFF}{\"event\":\"a\"}", "byte 3: expected a value"),
        .taken("a byte order mark in a string", "{\"event\":\"a\",\"x\":\"\u{FEFF}\"}", "PAYLOAD_X=\u{FEFF}"),
        .refused("UTF-16", bytes: [0xFE, 0xFF, 0, 0x7B], in: ("", ""), "byte 0: expected a value"),
        .refused("a byte that is never UTF-8", bytes: [0xFF], in: inString, "a string that is not UTF-8"),
        .refused("an overlong form", bytes: [0xC0, 0x80], in: inString, "a string that is not UTF-8"),
        .refused("a surrogate in UTF-8", bytes: [0xED, 0xA0, 0xBD], in: inString, "a string that is not UTF-8"),
        .refused("a character cut off", bytes: [0xE2, 0x82], in: inString, "a string that is not UTF-8"),
        .refused("beyond Unicode", bytes: [0xF4, 0x90, 0x80, 0x80], in: inString, "a string that is not UTF-8"),
        .refused(
            "no UTF-8 in a name", bytes: [0xFF], in: (#"{"event":"a","x"#, #"":1}"#), "a string that is not UTF-8"),
        .refused("no UTF-8 behind an escape", bytes: [0x5C, 0x6E, 0xFF], in: inString, "a string that is not UTF-8"),
        .refused(
            "no UTF-8 outside of strings", bytes: [0xFF], in: (#"{"event":"a"}"#, ""), "byte 13: text after the value"),
        .refused("a bare line end in a string", "{\"event\":\"a\",\"x\":\"\n\"}", "a control character in a string"),
        .refused("a bare NUL in a string", "{\"event\":\"a\",\"x\":\"\u{0}\"}", "a control character in a string"),
        .taken("a NUL and what else is escaped", #"{"event":"a","x":"\u0000","y":"\t\"\\\/"}"#, "PAYLOAD_Y=\t\"\\/"),
    ]

    static let numbers: [Case] = [
        .taken(
            "numbers as they stand",
            #"{"event":"a","a":123456789012345678901234567890,"b":1e400,"c":-0,"d":1E+2,"e":0.1000,"f":9007199254740993,"g":1e999999999999999999999,"h":-1.50e-3}"#,
            "PAYLOAD_A=123456789012345678901234567890", "PAYLOAD_B=1e400", "PAYLOAD_C=-0", "PAYLOAD_D=1E+2",
            "PAYLOAD_E=0.1000", "PAYLOAD_F=9007199254740993", "PAYLOAD_G=1e999999999999999999999", "PAYLOAD_H=-1.50e-3"),
        .taken(
            "a number of a thousand digits", #"{"event":"a","x":\#(String(repeating: "7", count: 1000))}"#,
            "PAYLOAD_X=" + String(repeating: "7", count: 1000)),
        .taken(
            "a number of a million digits", #"{"event":"a","x":\#(String(repeating: "7", count: 1_000_000)),"y":1}"#,
            "PAYLOAD_Y=1"),
        .refused("a leading zero", #"{"event":"a","x":01}"#, "byte 18: expected '}'"),
        .refused("a plus", #"{"event":"a","x":+1}"#, "byte 17: expected a value"),
        .refused("a bare point", #"{"event":"a","x":1.}"#, "byte 19: expected a digit"),
        .refused("a point in front", #"{"event":"a","x":.5}"#, "byte 17: expected a value"),
        .refused("an exponent without digits", #"{"event":"a","x":1e}"#, "byte 19: expected a digit"),
        .refused("NaN", #"{"event":"a","x":NaN}"#, "byte 17: expected a value"),
        .refused("Infinity", #"{"event":"a","x":-Infinity}"#, "byte 18: expected a value"),
        .refused("a hexadecimal number", #"{"event":"a","x":0x10}"#, "byte 18: expected '}'"),
    ]

    static let forms: [Case] = [
        .refused("nothing", "", "byte 0: unexpected end"), .refused("blanks", " \n\t ", "byte 4: unexpected end"),
        .refused("half of it", #"{"event":"a""#, "byte 12: unexpected end"),
        .refused("two values", #"{"event":"a"}{"event":"b"}"#, "byte 13: text after the value"),
        .refused("a NUL behind it", "{\"event\":\"a\"}\u{0}", "byte 13: text after the value"),
        .refused("a comma too many", #"{"event":"a",}"#, #"byte 13: expected '"'"#),
        .refused("a comment", #"{"event":"a"/**/}"#, "byte 12: expected '}'"),
        .refused("single quotes", "{'event':'a'}", #"byte 1: expected '"'"#),
        .refused("another blank", "{\u{A0}\"event\":\"a\"}", #"byte 1: expected '"'"#),
        .refused("null", "null", "the body is JSON, but not an object"),
        .refused("a string", #""a""#, "the body is JSON, but not an object"),
        .refused("no event", #"{"Event":"a"}"#, "the request names no event"),
        .refused("null as the event", #"{"event":null}"#, "the request names no event"),
        .refused("a number as the event", #"{"event":1}"#, "the request names no event"),
        .refused("an empty event", #"{"event":""}"#, "the request names no event"),
        .refused("a line end in the event", #"{"event":"a\nb"}"#, "the request names no event"),
        .refused(
            "an endless event", #"{"event":"\#(String(repeating: "a", count: 257))"}"#, "the request names no event"),
        .taken("blanks everywhere", "\r\n { \"event\" :\t\"a\" , \"x\" : 1 } \n", "PAYLOAD_X=1"),
    ]

    /// Each took seconds to hours in some reader of JSON, this one included.
    static let slow: [Case] = [
        .taken("names with many accents", accented(name: true), "PAYLOAD_Z=1"),
        .taken("a value with many accents", accented(name: false), "PAYLOAD_Z=1"),
        .taken(
            "many names", #"{"event":"a","z":1,\#((0..<50_000).map { "\"\($0)\":0" }.joined(separator: ","))}"#,
            "PAYLOAD_Z=1"),
        .taken(
            "a long name over many items",
            #"{"event":"a","z":1,"\#(String(repeating: "n", count: 200_000))":[\#(String(repeating: "0,", count: 200_000))0]}"#,
            "PAYLOAD_Z=1"),
        .taken(
            "many escapes", #"{"event":"a","z":1,"x":"\#(String(repeating: #"\u00e9"#, count: 150_000))"}"#,
            "PAYLOAD_Z=1"),
        .taken(
            "many empty arrays", #"{"event":"a","z":1,"x":[\#(String(repeating: "[],", count: 200_000))0]}"#,
            "PAYLOAD_Z=1"),
    ]

    private static func accented(name: Bool) -> String {
        let text = "\"x" + String(repeating: "\u{301}\u{323}", count: 50_000)
        return name
            ? "{\(text)a\":1,\(text)b\":2,\"event\":\"a\",\"z\":1}" : "{\"x\":\(text)\",\"event\":\"a\",\"z\":1}"
    }

    private static let settings = """
        endpoint /open {
            provider circularo
            unsigned
            max-body 4MiB
            on * {
                when not .x = y
                when not .x ~ ^y
                when not .type = z
                run sh -c "env > variables.new; mv variables.new variables; cat > stdin.new; mv stdin.new stdin"
            }
        }
        """

    @Test(arguments: [names, nesting, texts, numbers, forms, slow])
    func `edge cases of JSON payloads have their answers`(cases: [Case]) async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: Self.settings) { daemon async throws in
            for (number, one) in cases.enumerated() {
                try Data(one.body).write(to: URL(filePath: daemon.directory.file("body")))
                let answer = try await Program.run(
                    [
                        "-s", "-m", "20", "-w", "\n%{http_code}", "-H", "Expect:", "--data-binary",
                        "@\(daemon.directory.file("body"))", "http://\(await daemon.address)/open",
                    ], executable: "/usr/bin/curl"
                ).output
                switch one.outcome {
                case .refused(let error):
                    let text = error.replacing("\"", with: "\\\"")
                    #expect(answer.hasSuffix("\(text)\"}\n\n400"), "\(one.testDescription): \(answer)")
                case .variables(let expected):
                    #expect(answer.hasSuffix("\"runs\":1}\n\n202"), "\(one.testDescription): \(answer)")
                    try await eventually {
                        let id = answer.components(separatedBy: #""id":""#).dropFirst().first?.prefix(26) ?? "?"
                        return try await daemon.command("show", String(id)).output.contains("exit 0\n")
                    }
                    let lines = (daemon.directory.text(of: "variables") ?? "").split(separator: "\n").map(String.init)
                    for line in expected { #expect(lines.contains(line), "\(one.testDescription) \(number): \(line)") }
                    let input = try Data(contentsOf: URL(filePath: daemon.directory.file("stdin")))
                    #expect(Array(input) == one.body, "\(one.testDescription)")
                }
            }
        }
    }
}
