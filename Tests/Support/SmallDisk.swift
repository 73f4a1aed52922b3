/// A file system of a few megabytes, to see what a full disk does.
package enum SmallDisk {
    /// Whether one can be mounted here: this takes root, and a kernel that lets root mount.
    package static func canBeMounted() async throws -> Bool {
        let place = try TemporaryDirectory()
        let mounted = try await mount(at: place.path, size: "64k")
        guard mounted.status == 0 else { return false }
        return try await unmount(place.path).status == 0
    }

    /// Mounts one.
    ///
    /// - Parameters:
    ///   - directory: where, an empty directory.
    ///   - size: as mount(8) takes it, such as `2m`.
    /// - Returns: what mount(8) says.
    /// - Throws: if it cannot be started.
    package static func mount(at directory: String, size: String) async throws -> Program.Outcome {
        try await Program.run(
            ["-t", "tmpfs", "-o", "size=\(size),mode=0700", "tmpfs", directory], executable: "/bin/mount")
    }

    /// Removes it, as soon as no process uses it any more.
    @discardableResult
    package static func unmount(_ directory: String) async throws -> Program.Outcome {
        try await Program.run(["-l", directory], executable: "/bin/umount")
    }
}
