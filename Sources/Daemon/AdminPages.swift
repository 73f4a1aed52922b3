import Formats
import HTTP
import Journals
import Pages
import Reporting
import Synchronization
import Values

/// Answers the requests to the admin address. None of them changes anything.
final class AdminPages: RequestHandler {
    /// The parts of the daemon that the pages show.
    struct Subject: Sendable {
        let journal: any DeliveryRecording & DeliveryReading & AlertStore
        let health: JournalHealth
        let metrics: Metrics
        /// The version of the program.
        let version: String
        /// What subcommands need as `-c` to use the same journal; nil if they find the file by default.
        let configurationFile: String?
        /// Returns when the event loop and the scheduler have responded.
        let isAlive: @Sendable () async -> Void
        /// False as soon as the shutdown has begun.
        let isAccepting: @Sendable () -> Bool
    }

    private let address: ListenAddress
    private let configuration: Mutex<Configuration>
    private let subject: Subject
    private let probe: JournalProbe
    private let log: Log
    private let clock: WallClock
    private let start: Timestamp

    init(at address: ListenAddress, _ configuration: Configuration, of subject: Subject, log: Log, clock: WallClock) {
        self.address = address
        self.configuration = Mutex(configuration)
        self.subject = subject
        probe = JournalProbe(subject.journal, health: subject.health)
        self.log = log
        self.clock = clock
        start = clock.now
    }

    /// Applies from the next request on.
    func use(_ configuration: Configuration) {
        self.configuration.withLock { $0 = configuration }
        subject.metrics.use(configuration)
    }

    /// Rejects a request before its body is read, if it has no page.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        do throws(AdminRefusal) {
            let page = try page(head)
            return .accept(maximumBodyBytes: 0) { _ in await self.answer(page) }
        } catch {
            return .reject(error.response)
        }
    }

    private nonisolated(nonsending) func answer(_ page: AdminPage) async -> HTTPResponse {
        var response: HTTPResponse
        switch page {
        case .alive:
            await subject.isAlive()
            response = .json(200, [.init("alive", true)])
        case .ready:
            response = await look().readiness.response
        case .metrics:
            response = await metrics()
        case .overview(let filter):
            response = .page(200, await overview(filter).html)
        case .delivery(let id):
            response = await delivery(id)
        }
        response.fields.append(name: "Cache-Control", value: "no-store")
        response.fields.append(name: "X-Content-Type-Options", value: "nosniff")
        return response
    }

    /// A request that the connection itself rejected.
    func rejected(path: String, status: Int, reason: String, from peer: PeerAddress) {
        log.write(.requestRejected(endpoint: path, client: peer.description, status: status, reason: reason))
    }

    /// A connection that was closed before it had a request.
    func dropped(reason: String, from peer: PeerAddress) {
        log.write(.connectionDropped(client: peer.description, reason: reason))
    }

    private func page(_ head: RequestHead) throws(AdminRefusal) -> AdminPage {
        guard AdminHost.isMeant(by: head.fields["host"], at: address) else { throw .foreignHost }
        let page = try AdminPage(path: head.path, query: head.query)
        let isLink = page.isForPeople && CrossSiteRequest.isNavigation(head.fields)
        guard isLink || !CrossSiteRequest.isMade(by: head.fields) else { throw .crossSite }
        guard ["GET", "HEAD"].contains(head.method) else { throw .methodNotAllowed }
        return page
    }

    private nonisolated(nonsending) func overview(_ filter: DeliveryFilter) async -> Overview {
        let configuration = configuration.withLock { $0 }
        let journal = subject.journal
        let (readiness, counted) = await look()
        let now = clock.now
        let content: Result<Overview.Content, JournalError>
        do throws(JournalError) {
            // A journal that cannot be written may still be readable.
            let census = if let counted { counted } else { try await journal.census() }
            content = .success(
                Overview.Content(
                    configuration.endpoints,
                    alerts: AlertList(configuration.alerts, try await journal.alerts(), at: now),
                    census: census,
                    activity: try await journal.activity(from: HourChart.start(at: now), until: now + .seconds(60)),
                    filter: filter, page: try await journal.page(of: filter.query), at: now))
        } catch {
            content = .failure(error)
        }
        return Overview(
            site(configuration), obstacles: readiness.obstacles.map(\.text), startedAt: start, now: now,
            content: content)
    }

    private nonisolated(nonsending) func delivery(_ id: DeliveryID) async -> HTTPResponse {
        let site = site(configuration.withLock { $0 })
        do throws(JournalError) {
            let record = try await subject.journal.delivery(id, latestAttempts: DeliveryDetails.attempts)
            guard let record else { return .page(404, MissingDelivery(site, id).html) }
            return .page(200, DeliveryDetails(site, record).html)
        } catch {
            return .json(503, [.init("error", .string(error.description))])
        }
    }

    private func site(_ configuration: Configuration) -> Site {
        Site(
            version: subject.version, configurationFile: subject.configurationFile,
            showsPayloads: address.isLocal || configuration.adminShowsPayloads)
    }

    /// The metrics; without those of the journal if it cannot be read.
    private nonisolated(nonsending) func metrics() async -> HTTPResponse {
        let configuration = configuration.withLock { $0 }
        var samples = [
            Sample(.buildInfo, subject.version, value: 1),
            Sample(.startTime, value: Double(start.milliseconds) / 1000),
            Sample(.droppedLines, value: Double(log.droppedLines)),
        ]
        if let census = try? await subject.journal.census(), let records = try? await subject.journal.alerts() {
            samples += census.samples(under: configuration, at: clock.now)
            let firing = Set(records.firing(among: configuration.alerts).map(\.name))
            samples += configuration.alerts.map {
                Sample(.alertsFiring, $0.name, value: firing.contains($0.name) ? 1 : 0)
            }
        }
        let type = HeaderFields.Field(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")
        return HTTPResponse(
            status: 200, fields: HeaderFields([type]), body: Array(subject.metrics.text(with: samples).utf8))
    }

    /// The readiness, and the census it is based on; nil if the journal cannot be written or read.
    private nonisolated(nonsending) func look() async -> (readiness: Readiness, census: JournalCensus?) {
        let configuration = configuration.withLock { $0 }
        let finding = await probe.finding()
        let readiness = Readiness(
            isDraining: !subject.isAccepting(), journalError: finding.failure,
            lag: finding.census?.lag(at: clock.now, batches: configuration.batchWaits),
            limit: configuration.readyMaximumLag)
        return (readiness, finding.census)
    }
}
