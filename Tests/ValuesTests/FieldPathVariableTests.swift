import Formats
import Testing
@testable import Values

@Suite struct FieldPathVariableTests {
    @Test(arguments: [
        ("documentId", "PAYLOAD_DOCUMENT_ID"), ("actor.name", "PAYLOAD_ACTOR_NAME"),
        (".items[0].id", "PAYLOAD_ITEMS_0_ID"), ("a[1][20]", "PAYLOAD_A_1_20"),
        ("HTTPServer", "PAYLOAD_HTTP_SERVER"), ("documentID", "PAYLOAD_DOCUMENT_ID"),
        ("ABC", "PAYLOAD_ABC"), ("aB", "PAYLOAD_A_B"), ("ABc", "PAYLOAD_A_BC"),
        ("item2Id", "PAYLOAD_ITEM2_ID"), ("sha256", "PAYLOAD_SHA256"), ("x2y", "PAYLOAD_X2Y"),
        ("snake_case", "PAYLOAD_SNAKE_CASE"), ("kebab-case", "PAYLOAD_KEBAB_CASE"), ("_a", "PAYLOAD__A"),
        ("a_B", "PAYLOAD_A_B"),
    ])
    func `a field's variable is its path in upper snake case`(path: String, name: String) throws {
        #expect(try #require(FieldPath(path)).variableName == name)
    }

    @Test(arguments: [
        ("a b", "PAYLOAD_A_B"), ("straße", "PAYLOAD_STRA_E"), ("e\u{301}", "PAYLOAD_E_"), ("", "PAYLOAD_"),
        ("a=\0", "PAYLOAD_A__"),
    ])
    func `whatever is no letter or digit of ASCII becomes an underscore`(member: String, name: String) {
        #expect(FieldPath([.member(member)]).variableName == name)
    }
}
