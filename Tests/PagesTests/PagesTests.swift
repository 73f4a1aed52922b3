import Formats
import Foundation
import Journals
import Support
import Testing
import Values

@testable import Pages

/// The content of the pages.
@Suite struct PagesTests {
    static let now = Timestamp(milliseconds: 1_795_467_241_250)  // 2026-11-23T20:54:01.250Z
    static let evil = "<script>alert(1)</script>"
    static let id = DeliveryID(lowestAt: now)

    private func text(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

    private func site(file: String? = nil, payloads: Bool = true) -> Site {
        Site(version: "1.2.3", configurationFile: file, showsPayloads: payloads)
    }

    private func attempt(_ number: Int, _ exit: Exit, output: String = "", bytes: Int64? = nil) -> Attempt {
        Attempt(
            number: number, startedAt: Self.now + .seconds(number),
            finishedAt: Self.now + .milliseconds(number * 1000 + 340),
            exit: exit, output: Array(output.utf8), outputBytes: bytes ?? Int64(output.utf8.count))
    }

    private func details(
        _ site: Site, _ runs: [RunRecord], body: String = "{}", event: String = "documentCompleted"
    ) -> String {
        let delivery = Delivery(
            id: Self.id, endpoint: "/e", provider: "circularo", event: event, body: Array(body.utf8),
            receivedAt: Self.now)
        return text(DeliveryDetails(site, DeliveryRecord(delivery: delivery, runs: runs)).html)
    }

    private func run(_ state: RunState, _ attempts: Attempt..., hook: String = "archive") -> RunRecord {
        RunRecord(
            summary: RunSummary(
                hook: hook, state: state, attempts: attempts.last?.number ?? 0,
                nextAt: state == .pending ? Self.now + .seconds(90) : nil),
            attempts: attempts)
    }

    private func overview(
        filter: DeliveryFilter = DeliveryFilter(), deliveries: [DeliverySummary] = [], next: DeliveryID? = nil,
        obstacles: [String] = [], activity: [MinuteActivity] = [], census: [JournalCensus.Hook] = [],
        alerts: AlertList = AlertList([], [], at: now)
    ) -> String {
        var endpoint = Endpoint(path: "/e", provider: .circularo, secrets: [])
        endpoint.hooks = [
            Hook(
                name: "archive", events: [.name("documentCompleted"), .prefix("sign")],
                command: CommandTemplate(words: []))
        ]
        let content = Overview.Content(
            [endpoint], alerts: alerts, census: JournalCensus(hooks: census, bytes: 12_900_000), activity: activity,
            filter: filter,
            page: DeliveryPage(deliveries: deliveries, next: next), at: Self.now)
        return text(
            Overview(
                site(), obstacles: obstacles, startedAt: Self.now - .seconds(93_784), now: Self.now,
                content: .success(content)
            ).html)
    }

    private func summary(event: String = "x", runs: [RunSummary] = []) -> DeliverySummary {
        DeliverySummary(
            id: Self.id, endpoint: "/e", provider: "circularo", event: event, receivedAt: Self.now, bytes: 2, runs: runs
        )
    }

    @Test func `only firing alerts are listed, the longest first`() throws {
        let names = ["silence 1h on <b>", "failed-runs 5 in 10m", "over", "removed"]
        var records = names.map { AlertRecord(name: $0, watchedSince: Self.now - .seconds(9000)) }
        for index in records.indices { records[index].startedAt = Self.now - .seconds(7200 - index * 3600) }
        records[2].endedAt = Self.now
        let alerts = names.dropLast().map { Alert(name: $0, condition: .backlog(lag: .seconds(1))) }
        let list = AlertList(alerts, records.reversed(), at: Self.now)
        let page = overview(alerts: list)
        let start = try #require(page.firstRange(of: "<h2 id=\"alerts\">Alerts</h2>"))
        let section = page[start.upperBound...].components(separatedBy: "</section>")[0]
        #expect(section.components(separatedBy: "<li>").count == 3)
        let first = try #require(section.firstRange(of: "silence 1h on &lt;b&gt;"))
        let second = try #require(section.firstRange(of: "failed-runs 5 in 10m"))
        #expect(first.lowerBound < second.lowerBound && section.contains("for 2 h") && section.contains("for 1 h"))
        #expect(!overview().contains("Alerts"))
    }

    @Test func `no external text becomes markup anywhere`() {
        var filter = DeliveryFilter()
        filter.event = Self.evil
        let runs = [RunSummary(hook: Self.evil, state: .failed, attempts: 1, nextAt: nil)]
        let key = HookKey(endpoint: "/\(Self.evil)", hook: Self.evil)
        let front = overview(
            filter: filter, deliveries: [summary(event: Self.evil, runs: runs)], next: Self.id,
            obstacles: [Self.evil], census: [.init(key: key, runs: [.failed: 1], firstDue: nil)])
        let page = details(
            site(file: "/\(Self.evil)"),
            [
                run(
                    .failed, attempt(1, .notStarted(Self.evil), output: Self.evil), attempt(2, .status(1)),
                    hook: Self.evil)
            ],
            body: Self.evil, event: Self.evil)
        for html in [front, page] {
            #expect(!html.contains("<script"))
            #expect(html.split(separator: "&lt;script&gt;").count > 4)
            #expect(!html.contains("style=\"") && !html.contains(" on" + "click"))
        }
    }

    @Test func `only a failed run has the command that retries it`() {
        let failed = details(site(), [run(.failed, attempt(1, .status(1)))])
        #expect(failed.contains("<code class=\"command\">hookrunner retry \(Self.id)</code>"))
        let elsewhere = details(site(file: "/srv/it's here/h.conf"), [run(.failed, attempt(1, .status(1)))])
        #expect(
            elsewhere.contains("hookrunner retry -c &#39;/srv/it&#39;\\&#39;&#39;s here/h.conf&#39; \(Self.id)</code>"))
        #expect(details(site(file: "/srv/h.conf"), [run(.failed)]).contains("retry -c /srv/h.conf \(Self.id)</code>"))
        // An accent on a quote does not end the word of the shell.
        let accented = details(site(file: "/it'\u{301}s.conf"), [run(.failed)])
        #expect(accented.contains("retry -c &#39;/it&#39;\\&#39;&#39;\u{301}s.conf&#39; "))
        for state in RunState.allCases where state != .failed {
            #expect(!details(site(), [run(state, attempt(1, .status(1)))]).contains("hookrunner retry"))
        }
    }

    @Test func `payload, output and reasons are shown only if allowed`() {
        let runs = [
            run(.failed, attempt(1, .notStarted("secret reason")), attempt(2, .status(7), output: "secret out"))
        ]
        let open = details(site(), runs, body: "secret body")
        for part in ["secret reason", "secret out", "secret body"] { #expect(open.contains(part)) }
        let closed = details(site(payloads: false), runs, body: "secret body")
        #expect(!closed.contains("secret") && closed.contains("hookrunner show \(Self.id)</code>"))
        #expect(closed.contains("exit status 7") && closed.contains("not started") && closed.contains("10 bytes"))
    }

    @Test func `an attempt is shown with its times and its exit`() {
        let page = details(
            site(),
            [
                run(
                    .pending, attempt(4, .signal(9)), attempt(5, .timedOut), attempt(6, .silent),
                    attempt(7, .interrupted))
            ])
        for part in ["SIGKILL", "time limit", "silence", "interrupted", "3 earlier attempts not shown", ">340 ms<"] {
            #expect(page.contains(part), "\(part)")
        }
        #expect(page.contains("<time datetime=\"2026-11-23T20:54:05.250Z\">2026-11-23 20:54:05</time>"))
        #expect(page.contains("due at <time datetime=\"2026-11-23T20:55:31.250Z\">"))
    }

    @Test func `long payloads and outputs are truncated, with the number of missing bytes`() {
        let output = String(repeating: "a", count: 100) + String(repeating: "b", count: 16_384)
        let page = details(
            site(), [run(.failed, attempt(1, .status(1), output: output, bytes: 20_000))],
            body: String(repeating: "c", count: 65_536) + "dd")
        #expect(page.contains("without the first 3,616 bytes") && !page.contains("aaa"))
        #expect(
            page.contains("2 bytes more. To see all of it, run:") && page.contains("show \(Self.id) --payload</code>"))
        #expect(!page.contains("ccd"))
    }

    @Test func `the front page shows whether the daemon is ready, or why not`() {
        let ready = overview()
        #expect(ready.contains("<title>hookrunner: ready</title>") && ready.contains("</span>Ready</h1>"))
        #expect(ready.contains("1 d 2 h") && ready.contains("12.3 MiB"))
        let unready = overview(obstacles: ["the daemon is shutting down"])
        #expect(unready.contains("</span>Not ready</h1>") && unready.contains("<li>the daemon is shutting down</li>"))
        let broken = text(
            Overview(
                site(), obstacles: [], startedAt: Self.now, now: Self.now, content: .failure(.full(path: "/j"))
            ).html)
        #expect(broken.contains("Cannot read the journal: ") && broken.contains("/j"))
    }

    @Test func `the last hour has 60 minutes, including the current one`() {
        #expect(HourChart.start(at: Self.now).rfc3339 == "2026-11-23T19:55:00.000Z")
        let first = HourChart.start(at: Self.now)
        let page = overview(activity: [
            MinuteActivity(start: first - .seconds(60), deliveries: 1000, attempts: 1000, failures: 1000),
            MinuteActivity(start: first, deliveries: 10, attempts: 8, failures: 0),
            MinuteActivity(start: first + .seconds(59 * 60), deliveries: 1230, attempts: 2, failures: 1),
        ])
        #expect(page.contains("<p>1,240 deliveries, 10 attempts, of which <span class=\"failed\">1 failed</span>.</p>"))
        #expect(page.contains("<rect x=\"1\" y=\"98\" width=\"8\" height=\"2\"/>"), "few are still to be seen")
        #expect(page.contains("<rect x=\"591\" y=\"0\" width=\"8\" height=\"100\"/>"))
        #expect(page.split(separator: "<rect").count == 4)
        #expect(page.contains("Total 1,240; most at 20:54: 1,230."))
        #expect(page.contains("<th scope=\"row\">20:50</th><td class=\"number\">1,230</td>"))
    }

    @Test func `queues show every hook, even one removed from the configuration`() {
        let page = overview(census: [
            .init(
                key: HookKey(endpoint: "/e", hook: "archive"), runs: [.pending: 1200, .succeeded: 5],
                firstDue: Self.now - .seconds(200), firstBlocked: Self.now - .seconds(260)),
            .init(key: HookKey(endpoint: "/old", hook: "gone"), runs: [.failed: 2], firstDue: nil),
        ])
        #expect(page.contains("1,200</span>") && page.contains("<td class=\"number\">4 min 20 s</td>"))
        #expect(page.contains("gone <span class=\"quiet\">not in the configuration</span></th><td>/old</td>"))
    }

    @Test func `links to other pages keep the filter, and mark an incomplete search`() {
        var filter = DeliveryFilter()
        filter.event = "a&b=c d"
        filter.state = .failed
        filter.before = Self.id
        let page = overview(filter: filter, deliveries: [summary()], next: Self.id)
        let address = "/?event=a%26b%3Dc%20d&amp;state=failed"
        #expect(page.contains("<a href=\"\(address)&amp;before=\(Self.id)\" rel=\"next\">Continue the search</a>"))
        #expect(page.contains("<a href=\"\(address)\" rel=\"first\">Newest</a>"))
        #expect(page.contains("There may be more") && page.contains("<option selected>failed</option>"))
        #expect(page.contains("value=\"a&amp;b=c d\"") && page.contains("<option value=\"documentCompleted\">"))
        let full = overview(deliveries: [DeliverySummary](repeating: summary(), count: 50), next: Self.id)
        #expect(full.contains("rel=\"next\">Older</a>") && !full.contains("There may be more"))
        #expect(overview().contains("No deliveries yet.") && !overview().contains("<nav"))
        #expect(overview(filter: filter).contains("No matching deliveries."))
    }

    @Test func `only today's date can be hidden on narrow screens`() {
        let today = text(HTML(Self.now - .seconds(3600), shortOn: Self.now))
        #expect(
            today.hasPrefix("<time datetime=\"2026-11-23T19:54:01.250Z\"><span class=\"today\">2026-11-23 </span>19:5"))
        let earlier = text(HTML(Self.now - .seconds(86_400), shortOn: Self.now))
        #expect(earlier == "<time datetime=\"2026-11-22T20:54:01.250Z\">2026-11-22 20:54:01</time>")
    }

    @Test(
        arguments: [
            (nil, nil, nil), ("", nil, nil), ("event=&state=", nil, nil), ("event=a+b%C3%A9", "a bé", nil),
            ("state=failed&other=x&event=%26", "&", DeliveryState.failed), ("verbose", nil, nil),
        ] as [(String?, String?, DeliveryState?)])
    func `an address selects deliveries`(query: String?, event: String?, state: DeliveryState?) throws {
        let filter = try #require(DeliveryFilter(query: query))
        #expect(filter.event == event && filter.state == state && filter.before == nil)
    }

    @Test(arguments: ["state=none", "state=Failed", "before=x", "event=%", "event=%4", "event=%gg", "event=%FF"])
    func `an invalid address is rejected`(query: String) {
        #expect(DeliveryFilter(query: query) == nil)
    }

    @Test(arguments: [
        (0, "0 ms"), (999, "999 ms"), (2450, "2.4 s"), (200_000, "3 min 20 s"), (7_200_000, "2 h"),
        (93_784_000, "1 d 2 h"), (-5, "0 ms"),
    ])
    func `a duration has at most two units`(milliseconds: Int, text: String) {
        #expect(Duration.milliseconds(milliseconds).spoken == text)
    }

    @Test func `numbers are grouped by thousands`() {
        #expect([0, 999, 1000, 1_234_567].map(\.grouped) == ["0", "999", "1,000", "1,234,567"])
        #expect([1, 2].map { $0.of("run") } == ["1 run", "2 runs"])
    }
}
