extension Vocabulary {
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
