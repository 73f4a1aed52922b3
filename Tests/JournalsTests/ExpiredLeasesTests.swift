#if PostgreSQL
import Testing

@testable import Journals

/// Which leases are over, whatever the database's clock says.
struct ExpiredLeasesTests {
    private let start = ContinuousClock.now

    @Test func `a lease is over when it has not changed for as long as its renewal may take`() {
        var leases = ExpiredLeases(patience: .seconds(8))
        #expect(leases.take([1: 100], at: start).isEmpty)
        #expect(leases.take([1: 100, 2: 50], at: start + .seconds(7)).isEmpty)
        #expect(leases.take([1: 100, 2: 50], at: start + .seconds(8)) == [1])
        #expect(leases.take([2: 50], at: start + .seconds(15)) == [2])
    }

    @Test func `after a jump of the database's clock a lease that is renewed is not over`() {
        var leases = ExpiredLeases(patience: .seconds(8))
        #expect(leases.take([1: 100], at: start).isEmpty)
        #expect(leases.take([1: 200], at: start + .seconds(9)).isEmpty, "it was renewed, and the clock jumped again")
        #expect(leases.take([:], at: start + .seconds(10)).isEmpty)
        #expect(leases.take([1: 200], at: start + .seconds(18)).isEmpty, "it was renewed in between")
    }
}
#endif
