/// What the head of a request determines. It is looked up once, so that one configuration applies to the whole request,
/// even if a reload happens between its head and its body.
struct RequestContext: Sendable {
    /// The configuration when the head arrived.
    let table: RoutingTable
    let route: Route
    let client: RequestClient
}
