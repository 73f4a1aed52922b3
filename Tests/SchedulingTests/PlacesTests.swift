import Formats
import Journals
import Testing
import Values

@testable import Scheduling

@Suite struct PlacesTests {
    private func configuration(maximum: Int, hooks: [(String, Int?)]) -> Configuration {
        var configuration = Configuration()
        configuration.maximumRunning = maximum
        var endpoint = Endpoint(path: "/e", provider: .circularo, secrets: [])
        endpoint.hooks = hooks.map { name, maximum in
            var hook = Hook(name: name, events: [.any], command: CommandTemplate(words: [.init("true")]))
            hook.maximumRunning = maximum
            return hook
        }
        configuration.endpoints = [endpoint]
        return configuration
    }

    private func places(maximum: Int, hooks: (String, Int?)...) -> Places {
        var places = Places()
        places.use(configuration(maximum: maximum, hooks: hooks))
        return places
    }

    private func key(_ name: String) -> HookKey { HookKey(endpoint: "/e", hook: name) }

    private func next(_ places: inout Places) throws -> (hooks: [ClaimAllowance], total: Int) {
        let allowances = places.allowances()
        return try #require(allowances)
    }

    @Test func `every hook may take all free places, in turn`() throws {
        var places = places(maximum: 3, hooks: ("a", nil), ("b", nil))
        let first = try next(&places)
        #expect(
            first.hooks == [ClaimAllowance(hook: key("a"), commands: 3), ClaimAllowance(hook: key("b"), commands: 3)])
        #expect(first.total == 3)
        let second = try next(&places)
        #expect(second.hooks.map(\.hook.hook) == ["b", "a"])
        let third = try next(&places)
        #expect(third.hooks.map(\.hook.hook) == ["a", "b"])
    }

    /// Its own commands once counted twice against it: at most half of the places were ever used.
    @Test(arguments: 0..<8)
    func `a hook without a bound may take every free place, however many of its commands run`(running: Int) throws {
        var places = places(maximum: 8, hooks: ("a", nil))
        for _ in 0..<running { places.take(key("a")) }
        let allowances = try next(&places)
        #expect(allowances.hooks == [ClaimAllowance(hook: key("a"), commands: 8 - running)])
    }

    @Test func `a hook's own bound holds, and leaves the rest to others`() throws {
        var places = places(maximum: 4, hooks: ("a", 1), ("b", nil))
        places.take(key("a"))
        let allowances = try next(&places)
        #expect(allowances.hooks == [ClaimAllowance(hook: key("b"), commands: 3)])
        #expect(allowances.total == 3)
    }

    @Test func `nothing may start while all places are taken, or there is no hook`() {
        var places = places(maximum: 1, hooks: ("a", nil))
        places.take(key("a"))
        let whileTaken = places.allowances()
        #expect(whileTaken == nil)
        places.leave(key("a"))
        let afterwards = places.allowances()
        #expect(afterwards != nil)
        var none = self.places(maximum: 1)
        let withoutHooks = none.allowances()
        #expect(withoutHooks == nil)
    }

    @Test func `commands of a hook that is gone keep their places`() throws {
        var places = places(maximum: 2, hooks: ("a", nil))
        places.take(key("a"))
        places.use(configuration(maximum: 2, hooks: [("b", nil)]))
        #expect(places.occupied == 1)
        let allowances = try next(&places)
        #expect(allowances.total == 1)
        places.leave(key("a"))
        places.leave(key("a"))
        #expect(places.occupied == 0)
    }
}
