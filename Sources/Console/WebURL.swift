import Formats
import Foundation
import Values

/// A URL of the web, taken apart strictly: what this lets through, every program takes apart in the same way.
struct WebURL: Sendable, Equatable {
    /// As it was written.
    let text: String
    /// Whether it begins with `https:`.
    let isEncrypted: Bool
    /// Name or address, that of IPv6 in brackets, with the port if there is one.
    let host: String
    /// The path, percent-decoded; `/` if there is none.
    let path: String
    /// Whether something stands behind `?`.
    let hasQuery: Bool
    private let name: String

    /// Longer ones are a mistake.
    private static let longest = 2048

    /// Nil if it is none: no user's name, no fragment, nothing but ASCII, no dot segments.
    init?(_ text: String) {
        let form =
            /(https?):\/\/([-._0-9a-z]+|\[[.:0-9a-f]+\])(:[0-9]{1,5})?(\/[-!$%&'()*+,.\/0-9:;=@_a-z~]*)?(\?[-!$%&'()*+,.\/0-9:;=?@_a-z~]*)?/
            .ignoresCase()
        guard text.utf8.count <= Self.longest, let parts = text.wholeMatch(of: form)?.output,
            let path = (parts.4.map(String.init) ?? "/").removingPercentEncoding,
            !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
        else { return nil }
        self.text = text
        isEncrypted = parts.1.lowercased() == "https"
        name = parts.2.lowercased()
        host = name + (parts.3 ?? "")
        self.path = path
        hasQuery = parts.5 != nil
    }

    /// Whether it leads to this machine, whatever names mean in the network.
    var isLocal: Bool {
        if name == "localhost" { return true }
        guard let address = IPAddress(name.filter { $0 != "[" && $0 != "]" }) else { return false }
        return ["127.0.0.0/8", "::1"].contains { Network($0)?.contains(address) == true }
    }

    /// Without a slash at its end, so that a path can be put behind it.
    var base: String {
        String(text.reversed().drop { $0 == "/" }.reversed())
    }
}
