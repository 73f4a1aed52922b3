import Foundation
import Glibc
import Processes

/// A TCP proxy on loopback that a test can silence, as a network does that loses every packet: nobody gets an error.
///
/// It ends with the tests, however these end: a shell waits for that.
package final class Proxy: Sendable {
    /// Where it listens, on 127.0.0.1.
    package let port: Int
    private let pid: Int32
    private let guardian: Process

    /// Writes its port and process id to a file, and carries bytes between whoever connects and the port in its argument.
    private static let script = """
        $SIG{PIPE} = 'IGNORE';
        my $entry = IO::Socket::INET->new(Listen => 100, LocalAddr => '127.0.0.1') or die;
        open(my $note, '>', "$ARGV[1].new") or die; print $note $entry->sockport, " $$"; close $note;
        rename "$ARGV[1].new", $ARGV[1] or die;
        my $all = IO::Select->new($entry); my %other;
        while (my @ready = $all->can_read) {
            for my $from (@ready) {
                if ($from == $entry) {
                    my $client = $entry->accept or next;
                    my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $ARGV[0]) or next;
                    @other{$client, $server} = ($server, $client); $all->add($client, $server); next;
                }
                my $to = $other{$from} or next;
                my $bytes; next if sysread($from, $bytes, 65536) && syswrite($to, $bytes);
                $all->remove($from, $to); delete @other{$from, $to}; close $from; close $to;
            }
        }
        """

    /// Starts one in front of a port of this machine, and returns when it listens.
    package init(to port: Int) async throws {
        let place = try TemporaryDirectory()
        guardian = Process()
        guardian.executableURL = URL(filePath: "/bin/sh")
        guardian.arguments = [
            "-c", #"perl -MIO::Socket::INET -MIO::Select -e "$1" "$2" "$3" </dev/null & read -r _; kill -9 $!"#, "sh",
            Self.script, "\(port)", place.file("note"),
        ]
        guardian.standardInput = Pipe()
        try guardian.start()
        try await eventually { place.text(of: "note") != nil }
        let numbers = (place.text(of: "note") ?? "").split(separator: " ").compactMap { Int32($0) }
        self.port = numbers.first.map(Int.init) ?? 0
        pid = numbers.last ?? 0
    }

    deinit {
        (guardian.standardInput as? Pipe)?.fileHandleForWriting.closeFile()
    }

    /// Carries nothing any more, until `resume`.
    package func silence() { kill(pid, SIGSTOP) }

    /// Carries what has come meanwhile, and what comes.
    package func resume() { kill(pid, SIGCONT) }
}
