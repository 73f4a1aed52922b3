import Formats
import Testing
import Values

@testable import Console

@Suite struct TableTests {
    @Test func `columns are as wide as their widest cell, and lines end without spaces`() {
        var table = Table("ID", "STATE", "X")
        #expect(table.text.isEmpty)
        table.add("1", "succeeded", "")
        table.add("22", "ok", "y")
        #expect(table.text == "ID  STATE      X\n1   succeeded\n22  ok         y\n")
    }

    @Test(arguments: [
        (Duration.milliseconds(500), "500ms"), (.seconds(30), "30s"), (.seconds(90), "90s"), (.seconds(300), "5m"),
        (.seconds(7200), "2h"), (.seconds(86_400), "24h"), (.seconds(172_800), "2d"), (.zero, "0ms"),
    ])
    func `a duration is shown in the largest unit that needs no fraction`(duration: Duration, text: String) {
        #expect(duration.shortText == text)
    }
}
