import Formats
import Testing
import Values

@testable import Signatures

@Suite struct ReplayWindowTests {
    private func endpoint(_ provider: ProviderName, _ window: Duration? = nil) -> Endpoint {
        var endpoint = Endpoint(path: "/e", provider: provider, secrets: [])
        endpoint.replayWindow = window
        return endpoint
    }

    @Test(arguments: ProviderName.allCases)
    func `the default window is the documented one, and the configuration overrides it`(provider: ProviderName) throws {
        let documented: Set<ProviderName> = [.stripe, .standardWebhooks, .slack]
        #expect(ReplayWindow(of: endpoint(provider))?.duration == (documented.contains(provider) ? .seconds(300) : nil))
        #expect(ReplayWindow(of: endpoint(provider, .seconds(7)))?.duration == .seconds(7))
    }

    @Test(arguments: [
        (-300_001, Rejection.timestampOutside), (-300_000, nil), (0, nil), (300_000, nil), (300_001, .timestampOutside),
    ])
    func `a replay window extends into the past and the future, and includes its ends`(
        distance: Int, rejection: Rejection?
    )
        throws
    {
        let window = try #require(ReplayWindow(of: endpoint(.stripe)))
        let now = Timestamp(milliseconds: 1_795_467_241_250)
        let found = Result { () throws(Rejection) in
            try window.check(Timestamp(milliseconds: now.milliseconds + Int64(distance)), at: now)
        }
        switch found {
        case .success: #expect(rejection == nil)
        case .failure(let found): #expect(found == rejection)
        }
    }

    @Test func `a request without a time is outside every replay window`() throws {
        let window = try #require(ReplayWindow(of: endpoint(.circularo, .seconds(60))))
        #expect(throws: Rejection.timestampMissing) { try window.check(nil, at: Timestamp(milliseconds: 0)) }
    }
}
