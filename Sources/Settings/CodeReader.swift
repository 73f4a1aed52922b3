/// A program that runs some of its arguments as code, and which ones.
struct CodeReader {
    /// What the words are that are not options.
    enum Operands {
        /// The first is a file of code, and what follows is its own: `python3 FILE -c`.
        case file
        /// The first is the code if an option of `letters` asks for it, then come its arguments: `sh -c CODE NAME`.
        case codeIfAsked
        /// The first is the code unless an option has brought it: `awk CODE FILE`.
        case firstIsCode
        /// This many are data, and the rest is code: `ssh HOST CODE`.
        case codeAfter(Int)
        /// None is code, and options may follow them: `flock LOCK -c CODE`.
        case data
        /// The same, and options count after `--`, too: `su USER -- -c CODE`.
        case dataThroughout
    }

    /// Without a version.
    let names: [String]
    /// Letters of the options that take code, alone or among others.
    var letters = ""
    /// Long options that take code, dashes included.
    var long: [String] = []
    /// Letters of the options that take another value, joined or as the next word.
    var valued = ""
    /// Long options whose next word is another value.
    var longValued: [String] = []
    /// Letters of the options whose value is joined to them, if there is one: no letter after them is an option.
    var joined = ""
    /// Letters of the options after whose value all words are the program's own: `python3 -m MODULE -c`.
    var last = ""
    /// Options that name a file of code, so that no operand is code.
    var fromFile: [String] = []
    /// Options after which every word is code.
    var opens: [String] = []
    /// Long options that take no value in the next word.
    var flags: [String] = []
    var operands = Operands.file
    /// Whether the name is also an ordinary word, so it counts only where a command can be.
    var isWord = false

    /// The program of that name, with or without a version: `python3.11`.
    static func named(_ name: String) -> CodeReader? {
        if let reader = index[name] { return reader }
        guard name.last?.isNumber == true else { return nil }
        return index[String(name.reversed().drop { $0.isNumber || $0 == "." || $0 == "-" }.reversed())]
    }

    private static let index = Dictionary(
        all.flatMap { reader in reader.names.map { ($0, reader) } }, uniquingKeysWith: { first, _ in first })

    /// Whether the program counts only where a command can be: elsewhere its words would be flagged without any option.
    var needsCommandPlace: Bool {
        switch operands {
        case .firstIsCode, .codeAfter: true
        case .file, .codeIfAsked, .data, .dataThroughout: isWord
        }
    }

    /// Programs that start the command among their arguments, so that any of their words may name a program.
    static let wrappers: Set<String> = [
        "bwrap", "busybox", "capsh", "cgexec", "chpst", "chroot", "chronic", "chrt", "command", "daemonize", "doas",
        "docker", "dumb-init", "env", "exec", "fakeroot", "faketime", "find", "firejail", "flock", "gosu", "ionice",
        "kubectl", "ltrace", "lxc", "lxc-attach", "machinectl", "nerdctl", "nice", "nohup", "nsenter", "numactl", "op",
        "pkexec", "podman", "prlimit", "proot", "run0", "runuser", "s6-setuidgid", "setarch", "setpriv", "setsid",
        "setuidgid", "softlimit", "ssh-agent", "sshpass", "start-stop-daemon", "stdbuf", "strace", "su-exec", "sudo",
        "systemd-cat", "systemd-inhibit", "systemd-run", "taskset", "time", "timeout", "tini", "toybox", "unbuffer",
        "unshare", "valgrind", "xargs",
    ]
}
