import Formats
import Signatures
import Support
import Values

extension Burst.Request {
    /// A request that the tests' daemons take for Circularo's.
    static func signed(_ number: Int, _ body: String) -> Burst.Request {
        let fields = Circularo().request(
            sending: Array(body.utf8), of: "e", at: Timestamp(milliseconds: 0),
            signedWith: Secret(Array(RunningDaemon.secret.utf8))
        ).fields
        return Burst.Request(number: number, body: body, signature: fields[all: "x-circularo-signature"].first ?? "")
    }
}
