import Formats
import Values

/// The frame of every page.
package struct Site: Sendable, Equatable {
    /// The program's.
    let version: String
    /// The argument of `-c` that commands need to find this daemon's configuration; nil if they find it without.
    let configurationFile: String?
    /// Whether payloads and output are shown.
    let showsPayloads: Bool

    package init(version: String, configurationFile: String?, showsPayloads: Bool) {
        self.version = version
        self.configurationFile = configurationFile
        self.showsPayloads = showsPayloads
    }

    /// A command line for copying.
    func command(_ name: String, _ operands: String...) -> HTML {
        let file = configurationFile.map { ["-c", $0.asShellWord] } ?? []
        return "<code class=\"command\">\((["hookrunner", name] + file + operands).joined(separator: " "))</code>"
    }

    /// A complete page.
    ///
    /// - Parameters:
    ///   - title: as shown by the browser's tab.
    ///   - main: the page's own content, from its heading on.
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
        <footer>These pages are read-only. Times are in UTC. See also <a href="/metrics">metrics</a>,
        <a href="/readyz">readiness</a>, and STATUS PAGE in <code>man hookrunner</code>.</footer>
        </body>
        </html>

        """
    }
}

extension String {
    /// Quoted as one word of a shell.
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
