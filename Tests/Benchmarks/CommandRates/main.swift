// What starting commands costs at best, to compare hookrunner with: the same commands, eight at once.
//
//     command-rates process|posix_spawn COUNT      prints commands per second
//
// `process` is a plain loop of Foundation's Process with a terminationHandler, `posix_spawn` what a C program does.

import Foundation
import Glibc

let atOnce = 8
guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]) else {
    print("usage: command-rates process|posix_spawn COUNT")
    exit(64)
}
let began = ContinuousClock.now
switch CommandLine.arguments[1] {
case "process": try runProcesses(count)
case "posix_spawn": spawnProcesses(count)
default: exit(64)
}
let (seconds, attoseconds) = (ContinuousClock.now - began).components
print(Int(Double(count) / (Double(seconds) + Double(attoseconds) / 1e18)))

func runProcesses(_ count: Int) throws {
    let places = DispatchSemaphore(value: atOnce)
    for _ in 0..<count {
        places.wait()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/true")
        process.terminationHandler = { _ in places.signal() }
        try process.run()
    }
    for _ in 0..<atOnce { places.wait() }
}

func spawnProcesses(_ count: Int) {
    let words = [strdup("true"), nil]
    var running = 0
    for _ in 0..<count {
        if running == atOnce, wait(nil) > 0 { running -= 1 }
        var pid: pid_t = 0
        guard posix_spawn(&pid, "/bin/true", nil, nil, words, environ) == 0 else { exit(1) }
        running += 1
    }
    while running > 0, wait(nil) > 0 { running -= 1 }
}
