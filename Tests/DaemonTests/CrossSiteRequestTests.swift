import Testing
import Values

@testable import Daemon

@Suite struct CrossSiteRequestTests {
    private func fields(_ text: String) -> HeaderFields {
        HeaderFields(
            text.split(separator: "\n").map { line in
                let halves = line.split(separator: ": ", maxSplits: 1)
                return .init(name: String(halves[0]), value: halves.count > 1 ? String(halves[1]) : "")
            })
    }

    @Test(arguments: [
        "Host: h:8080", "Host: h\nSec-Fetch-Site: same-origin", "Host: h\nSec-Fetch-Site: none",
        "Host: h:8080\nOrigin: http://h:8080", "Host: h\nOrigin: https://H",
        "Host: h\nSec-Fetch-Site: same-origin\nOrigin: https://other",
    ])
    func `requests by programs and by pages of the same origin are not cross-site`(header: String) {
        #expect(!CrossSiteRequest.isMade(by: fields(header)))
    }

    @Test(arguments: [
        "Host: h\nSec-Fetch-Site: cross-site", "Host: h\nSec-Fetch-Site: same-site", "Host: h\nSec-Fetch-Site: ",
        "Host: h\nSec-Fetch-Site: none\nSec-Fetch-Site: cross-site",
        "Host: h\nSec-Fetch-Site: cross-site\nOrigin: http://h", "Host: h\nOrigin: http://other",
        "Host: h\nOrigin: null",
        "Host: h:8080\nOrigin: http://h", "Host: h\nOrigin: http://h.evil", "Host: h\nOrigin: http://h/",
        "Host: h\nOrigin: file://", "Host: h\nOrigin: http://h\nOrigin: http://other", "Origin: http://h",
        "Host: \u{212A}\nOrigin: http://K",
    ])
    func `requests by pages of other origins are cross-site`(header: String) {
        #expect(CrossSiteRequest.isMade(by: fields(header)))
    }

    @Test(arguments: [
        ("Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: document", true), ("Sec-Fetch-Mode: navigate", false),
        ("Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe", false),
        ("Sec-Fetch-Mode: no-cors\nSec-Fetch-Dest: document", false), ("Host: h", false),
    ])
    func `only opening a whole page counts as navigation`(header: String, expected: Bool) {
        #expect(CrossSiteRequest.isNavigation(fields(header)) == expected)
    }
}
