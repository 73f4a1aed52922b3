import Glibc

/// libFuzzer's entry for programs with a main function of their own, <https://llvm.org/docs/LibFuzzer.html>: pointers,
/// since it is C.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(
    runFuzzer(&count, &arguments) { start, count in
        Subject.chosen.take(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    })
