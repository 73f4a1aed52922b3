import Console
import Glibc

Program.prepare(CommandLine.arguments)
exit(await Program.run(CommandLine.arguments))
