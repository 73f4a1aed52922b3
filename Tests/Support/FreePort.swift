import Foundation

/// For programs that cannot be told to take any port, or have to come back at the same one.
package enum FreePort {
    /// A port of loopback that nobody listens on now, below those that the system hands out by itself.
    package static func find() async throws -> Int {
        let script = """
            use IO::Socket::INET; while (1) { my $p = 20000 + int rand 10000;
            if (IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:$p")) { print $p; exit } }
            """
        let outcome = try await Program.run(["-e", script], executable: "/usr/bin/perl")
        guard let port = Int(outcome.output) else { throw POSIXError(.EADDRNOTAVAIL) }
        return port
    }
}
