/// What a request's head has told. It is found out once, so that one request is answered under one configuration, even if
/// a reload falls between its head and its body.
struct RequestContext: Sendable {
    /// The configuration in force when the head came.
    let table: RoutingTable
    /// The endpoint.
    let route: Route
    /// Who sends.
    let client: RequestClient
}
