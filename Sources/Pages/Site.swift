import Formats
import Values

/// What every page has in common.
package struct Site: Sendable, Equatable {
    /// Of the program.
    let version: String
    /// What `-c` has to name, so that commands find this daemon's configuration; nil where they find it by themselves.
    let configurationFile: String?
    /// Whether payloads and outputs are shown.
    let showsPayloads: Bool

    /// Describes the daemon whose pages these are.
    package init(version: String, configurationFile: String?, showsPayloads: Bool) {
        self.version = version
        self.configurationFile = configurationFile
        self.showsPayloads = showsPayloads
    }

    /// A command to type, ready to be copied.
    func command(_ name: String, _ operands: String...) -> HTML {
        let file = configurationFile.map { ["-c", $0.asShellWord] } ?? []
        return "<code class=\"command\">\((["hookrunner", name] + file + operands).joined(separator: " "))</code>"
    }

    /// A whole page.
    ///
    /// - Parameters:
    ///   - title: of the page, as its tab shows it.
    ///   - main: what is special to it, from its heading on.
    /// - Returns: the document.
    func page(_ title: String, _ main: HTML) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        <style>\(Style.sheet)</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header><a class="name" href="/">hookrunner</a> <span>\(version)</span></header>
        <main id="main" tabindex="-1">
        \(main)
        </main>
        <footer>Nothing can be changed here. Times are in UTC. Also here: <a href="/metrics">metrics</a>,
        <a href="/readyz">readiness</a>; <code>man hookrunner</code>, STATUS PAGE.</footer>
        </body>
        </html>

        """
    }
}

extension String {
    /// As one word of a shell.
    fileprivate var asShellWord: String {
        let plain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+:@%,=".utf8.contains(byte)
            }
        }
        return plain && !isEmpty ? self : "'\(replacingBytes(of: "'", with: #"'\''"#))'"
    }
}
