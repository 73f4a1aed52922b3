import Glibc

/// Process groups whose executor is gone: nobody else can end them now.
struct OrphanedGroups {
    private let leaders: [Int32]

    /// - Parameter leaders: the process ids of the commands, which lead a group each.
    init(leaders: [Int32]) {
        self.leaders = leaders
    }

    /// SIGTERM, then SIGKILL; returns when nobody is left, or nothing more can be done.
    func end(patience: Duration) {
        for leader in leaders { kill(-leader, SIGTERM) }
        wait(atMost: patience)
        for leader in remaining { kill(-leader, SIGKILL) }
        wait(atMost: .seconds(1))
    }

    /// Groups with a process that lives. As init of a container we have inherited the dead ones, and let them go here.
    private var remaining: [Int32] {
        leaders.filter { leader in
            waitpid(leader, nil, WNOHANG)
            return kill(-leader, 0) == 0
        }
    }

    private func wait(atMost patience: Duration) {
        let deadline = ContinuousClock.now + patience
        while !remaining.isEmpty, .now < deadline { usleep(2000) }
    }
}
