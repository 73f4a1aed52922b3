import Formats
import Foundation
import Support
import Testing

@testable import Pages

@Suite struct StyleTests {
    private let sheet = String(decoding: Style.sheet.bytes, as: UTF8.self)

    @Test func `the policy allows exactly this sheet, by the hash that openssl computes`() async throws {
        let hash = try await Program.run(
            ["-c", "openssl dgst -sha256 -binary | openssl base64 -A"], executable: "/bin/sh", input: sheet)
        #expect(hash.output.count == 44)
        #expect(Style.hash.description == "sha256-\(hash.output)")
        #expect(!sheet.contains("url(") && !sheet.contains("@import"))
    }

    /// The colours of a scheme, by name.
    private func colours(_ block: Substring) -> [String: [Double]] {
        Dictionary(
            uniqueKeysWithValues: block.matches(of: /--([a-z]+): #([0-9a-f]{3,6});/).map { match in
                let digits = Array(String(match.2))
                let pairs =
                    digits.count == 3
                    ? digits.map { "\($0)\($0)" } : [0, 2, 4].map { String(digits[$0..<$0 + 2]) }
                return (String(match.1), pairs.map { Double(Int($0, radix: 16) ?? 0) / 255 })
            })
    }

    /// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
    private func luminance(_ colour: [Double]) -> Double {
        let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    @Test func `text has enough contrast in light and dark mode`() throws {
        let schemes = sheet.split(separator: ":root {").dropFirst().prefix(2).map(colours)
        #expect(schemes.count == 2)
        for scheme in schemes {
            for name in ["text", "quiet", "link", "good", "bad", "busy", "late"] {
                for ground in ["back", "front"] {
                    let values = try [#require(scheme[name]), #require(scheme[ground])].map(luminance).sorted()
                    let contrast = (values[1] + 0.05) / (values[0] + 0.05)
                    #expect(contrast >= 4.5, "\(name) on \(ground): \(contrast)")
                }
            }
            // WCAG 1.4.11: graphics need 3 to 1.
            let bar = try [#require(scheme["bar"]), #require(scheme["front"])].map(luminance).sorted()
            #expect((bar[1] + 0.05) / (bar[0] + 0.05) >= 3)
        }
    }
}
