import Formats
import Values

// The rows. One directive a row.

extension Vocabulary {
    static let top: [Entry] = [
        Entry(
            TopDirective.listen,
            forms: [
                .init("ADDRESS:PORT [tls CERTIFICATE KEY]"), .init("unix:PATH [mode MODE]", key: "unix:"),
                .init("systemd [tls CERTIFICATE KEY]", key: "systemd"),
            ], repeats: true, help: "take in requests at this address"),
        Entry(
            TopDirective.admin,
            forms: [.init("ADDRESS:PORT [show-payloads]"), .init("unix:PATH [mode MODE]", key: "unix:")],
            help: "tell here how the daemon is"),
        Entry(
            TopDirective.journal,
            forms: [.init("DIRECTORY"), .init("postgresql://USER@HOST/DATABASE", key: "postgresql://")],
            default: "/var/lib/hookrunner", help: "where deliveries, runs and attempts are kept"),
        Entry(
            TopDirective.maxRunning, forms: [.init("COUNT")], default: "8",
            help: "how many commands run at once, all hooks together"),
        Entry(
            TopDirective.maxPending, and: .maxPending, forms: [.init("COUNT")],
            help: "how many runs may wait before requests are refused"),
        Entry(
            TopDirective.shutdownTimeout, forms: [.init("DURATION")], default: "30s",
            help: "how long running commands get when the daemon stops"),
        Entry(
            TopDirective.keep, forms: [.init("DURATION")], default: "30d",
            help: "how long deliveries that are over stay in the journal"),
        Entry(
            TopDirective.keepFailed, forms: [.init("DURATION")],
            help: "how long deliveries with a failed run stay in the journal"),
        Entry(
            TopDirective.onFailure, forms: [.init("run COMMAND...")], help: "what to run when a run has failed for good"
        ),
        Entry(
            TopDirective.onAlert, forms: [.init("run COMMAND...")], help: "what to run when an alert begins or ends"),
        Entry(
            TopDirective.alert,
            forms: [
                .init("signature-failures COUNT in DURATION [at PATH]", key: "signature-failures"),
                .init("failed-runs COUNT in DURATION [at PATH]", key: "failed-runs"),
                .init("backlog older DURATION [at PATH]", key: "backlog"),
                .init("silence DURATION on EVENT, ... [at PATH]", key: "silence"),
            ], repeats: true, help: "when somebody is to be told"),
        Entry(
            TopDirective.log, forms: [.init("text|json [debug|info|warning|error]")], default: "text info",
            help: "how log lines look, and which are written"),
        Entry(
            TopDirective.include, and: .include, forms: [.init("GLOB")], repeats: true,
            help: "read more files, as if they stood here"),
        Entry(
            TopDirective.endpoint, forms: [.init("PATH { ... }")], repeats: true, block: .required,
            help: "take in the deliveries of one provider at a URL path"),
        Entry(
            TopDirective.maxConnections, forms: [.init("COUNT")], default: "4096",
            help: "how many connections are held at once"),
        Entry(
            TopDirective.maxConnectionsPerClient, forms: [.init("COUNT")], default: "256",
            help: "how many connections one address may hold"),
        Entry(
            TopDirective.maxRequestMemory, forms: [.init("SIZE")], default: "64MiB",
            help: "how much memory all requests together may take up"),
        Entry(TopDirective.allow, and: .allow, forms: [.init("NETWORK...")], repeats: true, help: "who may send"),
        Entry(TopDirective.deny, and: .deny, forms: [.init("NETWORK...")], repeats: true, help: "who may not send"),
        Entry(
            TopDirective.trustProxy, forms: [.init("NETWORK|unix...")], repeats: true,
            help: "whose word on a client's address counts"),
        Entry(TopDirective.clientCA, forms: [.init("FILE")], help: "who signs the certificates of clients"),
        Entry(TopDirective.reload, forms: [.init("on-change")], help: "read the configuration anew when it changes"),
        Entry(TopDirective.readyMaxLag, forms: [.init("DURATION")], help: "how late runs may be while ready"),
        Entry(
            TopDirective.lease, forms: [.init("DURATION")], default: "30s",
            help: "how long a shared journal's run is one machine's"),
        Entry(
            TopDirective.maxRunningTotal, forms: [.init("COUNT")],
            help: "how many commands run at once on all machines that share a journal"),
    ]

    static let endpoint: [Entry] = [
        Entry(
            EndpointDirective.provider,
            forms: [
                .init(ProviderName.allCases.filter { $0 != .custom }.map(\.rawValue).joined(separator: "|")),
                .init("custom { ... }", key: "custom"),
            ], block: .optional, help: "who sends here, and how it signs"),
        Entry(
            EndpointDirective.secret, forms: [.init("file PATH", key: "file"), .init("env NAME", key: "env")],
            repeats: true, help: "where the key stands that signatures are made with"),
        Entry(EndpointDirective.unsigned, forms: [.init("")], help: "take in requests without a signature"),
        Entry(
            EndpointDirective.maxBody, forms: [.init("SIZE")], default: "1MiB", help: "how long a request body may be"),
        Entry(
            EndpointDirective.replayWindow, forms: [.init("DURATION")],
            help: "how far the signed time of a request may be from now"),
        Entry(
            EndpointDirective.duplicates,
            forms: [.init("drop DURATION"), .init("drop DURATION by FIELD, ...", key: "by"), .init("keep")],
            default: "drop 24h", help: "whether a delivery that came before runs again"),
        Entry(
            EndpointDirective.reply, forms: [.init("wait DURATION", key: "wait"), .init("TEXT", key: "text")],
            help: "what is answered, and when"),
        Entry(
            EndpointDirective.on, forms: [.init("EVENT, ... { ... }"), .init("EVENT, ... run COMMAND...")],
            repeats: true, block: .optional, help: "what to run for these events"),
        Entry(
            EndpointDirective.rate, forms: [.init("COUNT/s|m|h [burst COUNT]")], help: "how many requests are taken in"),
        Entry(EndpointDirective.each, forms: [.init("FIELD")], help: "make one delivery of every item of an array"),
    ]

    static let hook: [Entry] = [
        Entry(HookDirective.name, forms: [.init("NAME")], help: "what the hook is called in the journal and the log"),
        Entry(HookDirective.run, forms: [.init("COMMAND...")], help: "the command, word by word, without a shell"),
        Entry(HookDirective.timeout, forms: [.init("DURATION")], default: "5m", help: "how long an attempt may take"),
        Entry(
            HookDirective.silenceTimeout, forms: [.init("DURATION")],
            help: "how long a command may print nothing before it is ended"),
        Entry(
            HookDirective.retry, forms: [.init("COUNT times SHORTEST..LONGEST")],
            help: "how often a failed run is tried again, and after which waits"),
        Entry(
            HookDirective.order, forms: [.init("parallel"), .init("serial [by FIELD]"), .init("latest [by FIELD]")],
            default: "parallel", help: "which runs may be under way together"),
        Entry(HookDirective.batch, forms: [.init("COUNT every DURATION")], help: "give one command many payloads"),
        Entry(
            HookDirective.maxRunning, forms: [.init("COUNT")],
            help: "how many of this hook's commands run at once"),
        Entry(
            HookDirective.env, forms: [.init("NAME VALUE")], repeats: true, help: "set a variable for the command"),
        Entry(
            HookDirective.passEnv, forms: [.init("NAME...")], repeats: true,
            help: "pass on variables of the daemon's own environment"),
        Entry(HookDirective.directory, forms: [.init("PATH")], help: "the command's working directory"),
        Entry(
            HookDirective.when,
            forms: [
                .init("[not] FIELD =|!= VALUE"), .init("[not] FIELD <|> NUMBER"), .init("[not] FIELD ~ PATTERN"),
                .init("[not] FIELD in VALUE, ..."), .init("[not] FIELD exists"),
            ], repeats: true, help: "which payloads the hook wants"),
    ]

    static let provider: [Entry] = [
        Entry(ProviderDirective.header, forms: [.init("NAME")], help: "the header that holds the signature"),
        Entry(
            ProviderDirective.algorithm, forms: [.init("sha256|sha512|token")], default: "sha256",
            help: "the digest of the HMAC"),
        Entry(
            ProviderDirective.encoding, forms: [.init("hex|base64")], default: "hex",
            help: "how the signature is written"
        ),
        Entry(ProviderDirective.prefix, forms: [.init("TEXT")], help: "what stands before the signature"),
        Entry(ProviderDirective.signed, forms: [.init("TEXT")], default: "{body}", help: "what is signed"),
        Entry(
            ProviderDirective.event, forms: [.init("FIELD | header NAME | always NAME")],
            help: "where the event's name stands"),
        Entry(ProviderDirective.id, forms: [.init("FIELD | header NAME")], help: "where the delivery's id stands"),
        Entry(ProviderDirective.timestamp, forms: [.init("FIELD | header NAME")], help: "where the time stands"),
    ]

    /// Words that other programs have for the same thing.
    static let synonyms = [
        "bind": "listen", "port": "listen", "address": "listen", "state": "journal", "database": "journal",
        "loglevel": "log", "log-level": "log", "logging": "log", "location": "endpoint", "route": "endpoint",
        "path": "endpoint", "hmac": "secret", "hmac-secret": "secret", "webhook-secret": "secret", "key": "secret",
        "signing-secret": "secret", "event": "on", "events": "on", "hook": "on", "command": "run", "cmd": "run",
        "exec": "run", "execute": "run", "script": "run", "retries": "retry", "cwd": "directory", "chdir": "directory",
        "working-directory": "directory", "workdir": "directory", "setenv": "env", "environment": "env",
        "concurrency": "max-running", "parallel": "order", "serial": "order", "max-size": "max-body",
        "type": "provider", "dedupe": "duplicates", "if": "when", "filter": "when", "match": "when", "unless": "when",
        "insecure": "unsigned", "id": "name",
    ]
}
