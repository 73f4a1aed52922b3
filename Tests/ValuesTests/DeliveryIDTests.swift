import Testing
import Values

@Suite struct DeliveryIDTests {
    @Test(arguments: ["01kas5c9j2q7j8y4m6w3t1xnzb", "01KAS5C9J2Q7J8Y4M6W3T1XNZB"])
    func `an id is read in either case`(typed: String) {
        #expect(DeliveryID(typed)?.text == "01KAS5C9J2Q7J8Y4M6W3T1XNZB")
    }

    @Test func `a letter that only looks like one of the alphabet, or becomes one in upper case, is none of an id`() {
        #expect(DeliveryID("01KAS5C9J2Q7J8Y4M6W3T1XN\u{17F}") == nil)
        #expect(DeliveryID("\u{212A}1AS5C9J2Q7J8Y4M6W3T1XNZ") == nil)
    }
}
