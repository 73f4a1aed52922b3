extension BinaryInteger {
    /// As people read a number of bytes: `512 bytes`, `12.3 KiB`; rounded, in the largest unit of which there is one.
    package var sizeText: String {
        var size = Double(self)
        var unit = ""
        // What would be rounded to 1024.0 of a unit is 1.0 of the next.
        for next in ["KiB", "MiB", "GiB", "TiB"] where size >= (unit.isEmpty ? 1024 : 1023.95) {
            size /= 1024
            unit = next
        }
        guard !unit.isEmpty else { return "\(self) byte\(self == 1 ? "" : "s")" }
        let tenths = Int64((size * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
