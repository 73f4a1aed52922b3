package import Values

extension Configuration {
    /// The hooks whose runs wait for others on purpose, and for how long.
    package var batchWaits: [HookKey: Duration] {
        var waits: [HookKey: Duration] = [:]
        for endpoint in endpoints {
            for hook in endpoint.hooks {
                if let batch = hook.batch { waits[HookKey(endpoint: endpoint.path, hook: hook.name)] = batch.wait }
            }
        }
        return waits
    }
}
