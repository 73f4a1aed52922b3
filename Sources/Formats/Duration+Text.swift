extension Duration {
    /// Whole milliseconds; fractions are cut.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// As a configuration has it, in the largest unit that needs no fraction: `500ms`, `30s`, `5m`, `24h`, `7d`.
    package var shortText: String {
        let units: [(name: String, milliseconds: Int64, from: Int64)] = [
            ("d", 86_400_000, 2), ("h", 3_600_000, 1), ("m", 60_000, 1), ("s", 1000, 1),
        ]
        let unit = units.first { milliseconds / $0.milliseconds >= $0.from && milliseconds % $0.milliseconds == 0 }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.name)" } ?? "\(milliseconds)ms"
    }
}
