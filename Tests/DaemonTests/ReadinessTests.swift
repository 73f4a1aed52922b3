import Formats
import HTTP
import Journals
import Testing
import Values

@testable import Daemon

@Suite struct ReadinessTests {
    private func text(_ readiness: Readiness) -> String { String(decoding: readiness.response.body, as: UTF8.self) }

    @Test func `a daemon without obstacles is ready`() {
        let readiness = Readiness(isDraining: false, journalError: nil, lag: .seconds(60), limit: .seconds(60))
        #expect(readiness.response.status == 200)
        #expect(text(readiness) == #"{"ready":true,"reasons":[]}"# + "\n")
    }

    @Test func `without ready-max-lag no lag makes a daemon not ready`() {
        #expect(Readiness(isDraining: false, journalError: nil, lag: .seconds(1 << 30), limit: nil).obstacles.isEmpty)
    }

    @Test func `all reasons are reported, each with its name`() {
        let readiness = Readiness(
            isDraining: true, journalError: .full(path: "/j"), lag: .milliseconds(61_900), limit: .seconds(60))
        #expect(readiness.response.status == 503)
        #expect(
            text(readiness) == """
                {"ready":false,"reasons":[{"name":"draining","text":"the daemon is shutting down"},\
                {"name":"journal-failed","text":"cannot write to the journal /j: no space left on device; free some \
                space, or shorten 'keep' in hookrunner.conf; deliveries are refused with 503 until then"},\
                {"name":"runs-late","text":"a run is 61 s late; 'ready-max-lag' is 1m"}]}

                """)
    }
}
