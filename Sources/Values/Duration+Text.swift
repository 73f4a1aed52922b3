extension Duration {
    /// Whole milliseconds; fractions are cut.
    public var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// As a configuration has it, in the largest unit that needs no fraction: `500ms`, `30s`, `5m`, `2h`, `7d`.
    public var shortText: String {
        let units: [(name: String, milliseconds: Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
        ]
        let unit = units.first { milliseconds != 0 && milliseconds.isMultiple(of: $0.milliseconds) }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.name)" } ?? "\(milliseconds)ms"
    }
}
