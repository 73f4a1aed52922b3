import Formats
import Testing
import Values

@testable import Daemon

@Suite struct RoutingTableTests {
    @Test func `endpoints are found by the bytes of their paths`() {
        var configuration = Configuration()
        configuration.endpoints = ["/", "/e", "/\u{e9}", "/K"].map {
            Endpoint(path: $0, provider: .circularo, secrets: [])
        }
        let table = RoutingTable(configuration)
        for endpoint in configuration.endpoints {
            #expect(table.route(at: endpoint.path)?.endpoint.path == endpoint.path)
        }
        for path in ["", "/e\u{301}", "/E", "/e/", "/\u{212A}", "//"] {
            #expect(table.route(at: path) == nil)
            #expect(configuration.endpoint(at: path) == nil)
        }
    }
}
