import Formats
import Journals
import Testing
import Values

@testable import Scheduling

@Suite struct SlotsTests {
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

    private func slots(maximum: Int, hooks: (String, Int?)...) -> Slots {
        var slots = Slots()
        slots.use(configuration(maximum: maximum, hooks: hooks))
        return slots
    }

    private func key(_ name: String) -> HookKey { HookKey(endpoint: "/e", hook: name) }

    private func next(_ slots: inout Slots) throws -> (hooks: [ClaimAllowance], total: Int) {
        let allowances = slots.allowances()
        return try #require(allowances)
    }

    @Test func `every hook may occupy all free slots, in turn`() throws {
        var slots = slots(maximum: 3, hooks: ("a", nil), ("b", nil))
        let first = try next(&slots)
        #expect(
            first.hooks == [ClaimAllowance(hook: key("a"), commands: 3), ClaimAllowance(hook: key("b"), commands: 3)])
        #expect(first.total == 3)
        let second = try next(&slots)
        #expect(second.hooks.map(\.hook.hook) == ["b", "a"])
        let third = try next(&slots)
        #expect(third.hooks.map(\.hook.hook) == ["a", "b"])
    }

    /// Once its own commands counted twice, so that it used at most half of the slots.
    @Test(arguments: 0..<8)
    func `a hook without a limit may occupy all free slots, however many it has`(running: Int)
        throws
    {
        var slots = slots(maximum: 8, hooks: ("a", nil))
        for _ in 0..<running { slots.occupy(key("a")) }
        let allowances = try next(&slots)
        #expect(allowances.hooks == [ClaimAllowance(hook: key("a"), commands: 8 - running)])
    }

    @Test func `a hook's own limit leaves the other slots to other hooks`() throws {
        var slots = slots(maximum: 4, hooks: ("a", 1), ("b", nil))
        slots.occupy(key("a"))
        let allowances = try next(&slots)
        #expect(allowances.hooks == [ClaimAllowance(hook: key("b"), commands: 3)])
        #expect(allowances.total == 3)
    }

    @Test func `there is no allowance without a free slot or without a hook`() {
        var slots = slots(maximum: 1, hooks: ("a", nil))
        slots.occupy(key("a"))
        let whileTaken = slots.allowances()
        #expect(whileTaken == nil)
        slots.release(key("a"))
        let afterwards = slots.allowances()
        #expect(afterwards != nil)
        var none = self.slots(maximum: 1)
        let withoutHooks = none.allowances()
        #expect(withoutHooks == nil)
    }

    @Test func `commands of a removed hook keep their slots`() throws {
        var slots = slots(maximum: 2, hooks: ("a", nil))
        slots.occupy(key("a"))
        slots.use(configuration(maximum: 2, hooks: [("b", nil)]))
        #expect(slots.occupiedCount == 1)
        let allowances = try next(&slots)
        #expect(allowances.total == 1)
        slots.release(key("a"))
        slots.release(key("a"))
        #expect(slots.occupiedCount == 0)
    }
}
