import Formats
import Foundation
import Values

/// An HTTP URL, parsed strictly: every program parses what this accepts in the same way.
struct WebURL: Sendable, Equatable {
    let text: String
    let isEncrypted: Bool
    /// Name or address, IPv6 in brackets, with the port if there is one.
    let host: String
    /// The path, percent-decoded; `/` if there is none.
    let path: String
    let hasQuery: Bool
    private let name: String

    /// In bytes.
    private static let longest = 2048

    /// Accepts no user name, fragment, dot segment or non-ASCII character.
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

    /// Whether it leads to this machine; of names, only `localhost`.
    var isLocal: Bool {
        if name == "localhost" { return true }
        return IPAddress(name.filter { $0 != "[" && $0 != "]" })?.isLoopback ?? false
    }

    /// Without a trailing slash, so that a path can follow.
    var base: String {
        String(text.reversed().drop { $0 == "/" }.reversed())
    }
}
