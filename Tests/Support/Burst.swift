import Foundation

/// Many requests at once, sent by one curl(1), which notes each answer as it comes: nothing of it is lost when the server
/// ends in the middle.
package struct Burst: Sendable {
    /// A request of the burst.
    package struct Request: Sendable {
        let number: Int
        let body: String
        let signature: String

        /// A body and its signature under a number that tells it from others.
        package init(number: Int, body: String, signature: String) {
            self.number = number
            self.body = body
            self.signature = signature
        }
    }

    private let place: TemporaryDirectory
    private let url: String
    private let parallel: Int

    /// Makes ready to send `requests` to `url`, so many at once.
    package init(_ requests: [Request], to url: String, parallel: Int) throws {
        place = try TemporaryDirectory()
        self.url = url
        self.parallel = parallel
        for request in requests { try place.write(request.body, to: "\(request.number)") }
        let transfers = requests.map { request in
            """
            url = "\(url)"
            header = "x-circularo-signature: \(request.signature)"
            header = "Expect:"
            data-binary = "@\(place.file("\(request.number)"))"
            output = "/dev/null"
            write-out = "%{http_code} \(request.number)\\n"
            """
        }
        try place.write(transfers.joined(separator: "\nnext\n"), to: "transfers")
    }

    /// Sends them, and returns the status of each by its number; 0 where there was no answer.
    package func send() async throws -> [Int: Int] {
        let outcome = try await Program.run(
            ["-q", "-s", "-Z", "--parallel-max", "\(parallel)", "--max-time", "60", "-K", place.file("transfers")],
            executable: "/usr/bin/curl")
        var statuses: [Int: Int] = [:]
        for line in outcome.output.split(separator: "\n") {
            let words = line.split(separator: " ").compactMap { Int($0) }
            if words.count == 2 { statuses[words[1]] = words[0] }
        }
        return statuses
    }
}
