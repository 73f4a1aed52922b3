import Formats
import Signatures
import Values

extension Endpoint {
    /// The request with which the provider would send a payload here, signed with the first secret, if there is one.
    func request(sending payload: [UInt8], of event: String, at now: Timestamp) throws(Failure) -> SignedRequest {
        let request: SignedRequest
        let events: [Event]
        do {
            request = try sender.request(sending: payload, of: event, at: now, signedWith: secrets.first)
            events = try sender.events(in: request, each: each)
        } catch {
            throw Failure(.badInput, "\(error)")
        }
        if let other = events.first(where: { $0.name != event }) {
            throw Failure(.badInput, "the payload's event is '\(other.name.escaped)', not '\(event.escaped)'")
        }
        return request
    }
}
